import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

/** What node:http alone can do: the answers stand in a file, by address, and are sent as they are. */
const [port, file] = process.argv.slice(2)
const answers = new Map(Object.entries(JSON.parse(readFileSync(file ?? '', 'utf8')) as Record<string, string>))
const bytes = new Map([...answers].map(([path, text]) => [path, Buffer.from(text)]))

createServer({ optimizeEmptyRequests: true }, (request, response) => {
  const body = bytes.get(request.url ?? '')
  if (!body) return void response.writeHead(404).end()
  response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length }).end(body)
}).listen(Number(port), '127.0.0.1')

import { expect, it } from 'vitest'
import { createRouter } from '../../../../simulator/api/router.ts'
import { ROUTES, type Route } from '../../../../simulator/api/routes.ts'

const serve: Route['serve'] = () => ({ status: 204 })
const route = (what: string): Route => {
  const [method, path] = what.split(' ') as [Route['method'], string]
  return { method, path, serve }
}
const lines = [
  'GET /users',
  'GET /users/:id',
  'PATCH /users/password',
  'POST /cards/:token/activate',
  'POST /cards/:id/assign',
]
const router = createRouter(lines.map(route))

it.each([
  ['GET', '/users', 'GET /users', {}],
  ['GET', '/users/31', 'GET /users/:id', { id: '31' }],
  ['PATCH', '/users/password', 'PATCH /users/password', {}],
  ['GET', '/users/password', 'GET /users/:id', { id: 'password' }],
  ['POST', '/cards/7/activate', 'POST /cards/:token/activate', { token: '7' }],
  ['POST', '/cards/7/assign', 'POST /cards/:id/assign', { id: '7' }],
  ['GET', '/users/a%20%C3%A9', 'GET /users/:id', { id: 'a é' }],
  ['GET', '/users/%E0', 'GET /users/:id', { id: '%E0' }],
])('%s %s is %s', (method, path, what, values) => {
  const match = router(method, path)
  expect(`${match?.route.method} ${match?.route.path}`).toBe(what)
  expect(match?.path).toEqual(values)
})

it.each(['/', '', '/user', '/users/', '/users/1/2', '//users', '/users//', '/constructor', '/__proto__/x'])(
  'finds nothing at %j',
  (path) => expect(router('GET', path)).toBeNull(),
)

it('finds nothing for a method that the path does not have', () => {
  expect(router('DELETE', '/users/1')).toBeNull()
})

it('finds every route of the API by its own path, unless an earlier one is the same', () => {
  const all = createRouter(ROUTES)
  for (const { method, path } of ROUTES) {
    const found = all(method, path.replaceAll(/:\w+/g, '5'))?.route
    expect(found?.path.replaceAll(/:\w+/g, ':'), `${method} ${path}`).toBe(path.replaceAll(/:\w+/g, ':'))
    expect(found?.method).toBe(method)
  }
})

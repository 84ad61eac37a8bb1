import { buildPanelWhenChanged, buildWhenChanged } from './lib/build.mjs'
import { bringNode, installPackages } from './lib/packages.mjs'
import { Stop } from './lib/say.mjs'

/**
 * Does everything that must be done before the desk or its tests can run: packages, Node 24, the build. Does nothing
 * when nothing changed. Answers the path of the Node to run things with.
 */
export async function setUp() {
  const major = Number(process.versions.node.split('.')[0])
  if (major < 18) {
    throw new Stop(
      `Frontdesk needs Node 18 or later to start, and this is ${process.version}. Get one from nodejs.org.`,
    )
  }
  await installPackages()
  const node = await bringNode()
  await buildWhenChanged(node)
  await buildPanelWhenChanged(node)
  return node
}

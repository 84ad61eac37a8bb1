// Runs before the first paint, so that a dark room never gets a white flash. `?theme=` overrides the system.
const asked = new URLSearchParams(location.search).get('theme')
const moreContrast = matchMedia('(prefers-contrast: more)')
const darker = matchMedia('(prefers-color-scheme: dark)')
const follow = () => {
  const system = moreContrast.matches ? 'contrast' : darker.matches ? 'dark' : 'light'
  document.documentElement.dataset.theme = ['light', 'dark', 'contrast'].includes(asked) ? asked : system
}
follow()
moreContrast.addEventListener('change', follow)
darker.addEventListener('change', follow)

import { createSSRApp } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { describe, expect, it } from 'vitest'
import MatchedText from '../../../../renderer/ui/MatchedText.vue'

const shown = async (text: string, query: string): Promise<string> => {
  return (await renderToString(createSSRApp(MatchedText, { text, query }))).replaceAll(/<!--.*?-->/g, '')
}

describe('the letters that matched', () => {
  it.each([
    ['Tomasz Wiśniewski', 'wis', '<bdi>Tomasz <mark>Wiś</mark>niewski</bdi>'],
    ['Þórunn Guðmundsdóttir', 'thor', '<bdi><mark>Þór</mark>unn Guðmundsdóttir</bdi>'],
    ['Mele Tuʻipulotu', 'tui', '<bdi>Mele <mark>Tuʻi</mark>pulotu</bdi>'],
    ['佐藤 花子', '花', '<bdi>佐藤 <mark>花</mark>子</bdi>'],
    ['Amara', 'zz', '<bdi>Amara</bdi>'],
    ['Amara', '', '<bdi>Amara</bdi>'],
  ])('in %s for “%s” are marked', async (text, query, html) => {
    expect(await shown(text, query)).toBe(html)
  })

  it('never become markup', async () => {
    expect(await shown('<script>alert(1)</script>', 'scr')).toBe(
      '<bdi>&lt;<mark>scr</mark>ipt&gt;alert(1)&lt;/script&gt;</bdi>',
    )
  })
})

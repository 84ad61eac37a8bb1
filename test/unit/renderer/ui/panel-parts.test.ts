import { createSSRApp, h, type Component } from 'vue'
import { renderToString } from 'vue/server-renderer'
import { expect, it } from 'vitest'
import SegmentedControl from '../../../../renderer/ui/SegmentedControl.vue'
import SelectField from '../../../../renderer/ui/SelectField.vue'
import SwitchButton from '../../../../renderer/ui/SwitchButton.vue'

const html = (part: Component, props: object, slots?: object): Promise<string> =>
  renderToString(createSSRApp({ render: () => h(part, props, slots as never) }))

it('a switch says what it is called and what is so', async () => {
  const on = await html(SwitchButton, { label: 'Controller online', on: true })
  expect(on).toContain('role="switch"')
  expect(on).toContain('aria-checked="true"')
  expect(on).toContain('aria-label="Controller online"')
  expect(await html(SwitchButton, { label: 'Tamper', on: false })).toContain('aria-checked="false"')
})

it('a list is named by its label, or by itself where it stands alone, and groups what belongs together', async () => {
  const items = [
    { key: 'a', label: 'Latency', group: 'Network' },
    { key: 'b', label: 'Lost', group: 'Webhooks' },
  ]
  const framed = await html(SelectField, { label: 'What goes wrong', items, modelValue: 'b' })
  expect(/<label for="([^"]+)">What goes wrong/.exec(framed)?.[1]).toBe(/<select id="([^"]+)"/.exec(framed)?.[1])
  expect(framed.match(/<optgroup label="\w+"/g)).toEqual(['<optgroup label="Network"', '<optgroup label="Webhooks"'])
  expect(framed).toContain('<option value="b" selected')
  const bare = await html(SelectField, { label: 'Place', items, modelValue: 'a', bare: true })
  expect(bare).toContain('aria-label="Place"')
  expect(bare).not.toContain('<label')
})

it('a segment shows what is put before and after its word', async () => {
  const items = [{ key: '1', label: '1st' }]
  const marks = { before: () => h('i', 'before'), after: () => h('i', 'after') }
  const shown = await html(
    SegmentedControl as Component,
    { as: 'toggle', label: 'Floor', items, modelValue: '1' },
    marks,
  )
  expect(shown).toMatch(/before.*1st.*after/s)
  expect(shown).toContain('aria-pressed="true"')
})

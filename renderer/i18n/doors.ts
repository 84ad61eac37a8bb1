import { i18n } from './index.ts'
import doors from './locales/en.doors.json'

/** The sentences of the Doors screen and of alarms, which come with them: the first screen is there sooner. */
i18n.global.mergeLocaleMessage('en', doors)

import { i18n } from './index.ts'
import readers from './locales/en.readers.json'

/** The sentences about readers and taps, which come with the screens that say them: the first screen is there sooner. */
i18n.global.mergeLocaleMessage('en', readers)

import { i18n } from './index.ts'
import settings from './locales/en.settings.json'

/** The sentences of the settings alone, which come with them. */
i18n.global.mergeLocaleMessage('en', settings)

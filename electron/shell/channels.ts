/** The two IPC channels there are; the preload and the main process share these names and nothing else. */
export const callChannel = 'desk:call'
export const eventChannel = 'desk:event'

import type { Migration } from '../store/migrate.ts'

/**
 * `command` keeps every change for at least 30 days; `command_entity` only the open ones, so that "the oldest open
 * command of this entity" is one seek however long the history is. `ready` is kept by the queue: 1 for a command that
 * waits and that nothing of its entities stands before. `withdrawn` says why a grant that may be on the wire must not
 * be sent again. `result` of an open command is what Kisi answered to it, before it could be read back. Every index
 * is one more page to write for each command, so there are two: the unique key, and the open ones.
 */
export const queueMigrations: readonly Migration[] = [
  {
    id: '0001-queue',
    sql: `
      CREATE TABLE command (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL,
        class TEXT NOT NULL CHECK (class IN ('momentary', 'alarm', 'revoke', 'grant')),
        priority INTEGER NOT NULL,
        parameters TEXT NOT NULL,
        subject TEXT NOT NULL,
        object TEXT,
        visit_id TEXT,
        entities TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('queued', 'processing', 'retry', 'completed', 'failed', 'expired',
          'cancelled', 'superseded', 'unknown', 'dead')),
        ready INTEGER NOT NULL DEFAULT 0,
        tries INTEGER NOT NULL DEFAULT 0,
        enqueued_at INTEGER NOT NULL,
        enqueued_monotonic REAL NOT NULL,
        boot TEXT NOT NULL,
        next_try_at INTEGER NOT NULL,
        expires_at INTEGER,
        lease TEXT,
        sent_at INTEGER,
        withdrawn TEXT,
        problem TEXT,
        result TEXT,
        finished_at INTEGER
      );
      CREATE INDEX command_open ON command (ready, priority, id, next_try_at, state) WHERE finished_at IS NULL;
      CREATE TABLE command_entity (
        entity TEXT NOT NULL,
        revoke INTEGER NOT NULL,
        command_id INTEGER NOT NULL,
        PRIMARY KEY (entity, command_id)
      ) WITHOUT ROWID;
      CREATE INDEX command_entity_revoke ON command_entity (entity, command_id) WHERE revoke = 1;
      CREATE TABLE command_history (
        command_id INTEGER NOT NULL,
        at INTEGER NOT NULL,
        state TEXT NOT NULL,
        reason TEXT
      );
      CREATE INDEX command_history_command ON command_history (command_id);
    `,
  },
]

import type { Migration } from '../store/migrate.ts'

/**
 * `command_open` holds what is not settled yet, `command_done` the rest for at least 30 days. A new command is one row at
 * the end of a small table and nothing else: one page, since every index is one more page to write and to wait for.
 * Which of the open ones may go next is known in memory (`line.ts`), and that a key is taken by a settled command is
 * one look into an index that is only written when a command ends. `body` is what was asked for, `progress` what
 * became of it, both JSON; `seal` is an HMAC over both (`seal.ts`). `command_seal` proves that a key is the one that
 * the rows were sealed with; before it is written, rows of an older desk have no seal yet.
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
  {
    id: '0008-queue-in-two-tables',
    sql: `
      DROP INDEX command_open;
      CREATE TABLE command_open (
        id INTEGER PRIMARY KEY,
        body TEXT NOT NULL,
        progress TEXT NOT NULL,
        seal TEXT NOT NULL
      );
      CREATE TABLE command_done (
        id INTEGER PRIMARY KEY,
        key TEXT NOT NULL UNIQUE,
        finished_at INTEGER NOT NULL,
        body TEXT NOT NULL,
        progress TEXT NOT NULL,
        seal TEXT NOT NULL
      );
      CREATE TABLE command_seal (one INTEGER PRIMARY KEY CHECK (one = 1), proof TEXT NOT NULL);
      CREATE TEMP VIEW moved AS SELECT id, key, finished_at,
        json_object('key', key, 'kind', kind, 'class', class, 'parameters', json(parameters), 'subject', subject,
          'object', object, 'visitId', visit_id, 'entities', json(entities), 'enqueuedAt', enqueued_at,
          'enqueuedMonotonic', enqueued_monotonic, 'boot', boot, 'expiresAt', expires_at) AS body,
        json_object('state', state, 'tries', tries, 'lease', lease, 'sentAt', sent_at, 'withdrawn', withdrawn,
          'problem', problem, 'result', json(result), 'finishedAt', finished_at, 'history', json((
            SELECT json_group_array(json_object('at', at, 'state', state, 'reason', reason))
            FROM (SELECT * FROM main.command_history WHERE command_id = command.id ORDER BY rowid)))) AS progress
        FROM main.command;
      INSERT INTO command_open SELECT id, body, progress, '' FROM moved WHERE finished_at IS NULL ORDER BY id;
      INSERT INTO command_done SELECT id, key, finished_at, body, progress, '' FROM moved
        WHERE finished_at IS NOT NULL ORDER BY id;
      DROP VIEW moved;
      DROP TABLE command_history;
      DROP TABLE command_entity;
      DROP TABLE command;
    `,
  },
]

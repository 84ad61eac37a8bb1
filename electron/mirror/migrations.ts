import type { Migration } from '../store/migrate.ts'

/**
 * The copy lies in two sets of tables, a and b. One is read while the other is filled; `mirror_state.active` names the
 * one that is read, so that putting a new copy in place is one small write, whatever its size.
 *
 * `mirror_person.key` is a rank: users come before guests, and shorter names before longer ones. The text index answers
 * in the order of its rowids, so a search may stop at the first few hits and still have the best ones.
 */
function copy(side: 'a' | 'b'): string {
  return `
CREATE TABLE mirror_person_${side} (
  key INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  name TEXT NOT NULL,
  email TEXT,
  role TEXT,
  access_enabled INTEGER NOT NULL,
  name_words TEXT NOT NULL,
  email_words TEXT NOT NULL
);
CREATE UNIQUE INDEX mirror_person_${side}_id ON mirror_person_${side} (kind, id);
CREATE VIRTUAL TABLE mirror_person_text_${side} USING fts5 (
  name_words, email_words,
  content = '', contentless_delete = 1, tokenize = 'trigram case_sensitive 1'
);
CREATE TABLE mirror_place_${side} (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, time_zone TEXT, locked_down INTEGER NOT NULL
);
CREATE TABLE mirror_floor_${side} (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, number INTEGER NOT NULL, place_id INTEGER NOT NULL
);
CREATE TABLE mirror_lock_${side} (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, place_id INTEGER NOT NULL, floor_id INTEGER,
  configured INTEGER NOT NULL, online INTEGER, unlocked INTEGER NOT NULL, open INTEGER NOT NULL,
  locked_down INTEGER NOT NULL, on_scheduled_unlock INTEGER NOT NULL, unlocked_until TEXT, seen_at INTEGER NOT NULL
);
CREATE TABLE mirror_group_${side} (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, place_id INTEGER, place_name TEXT
);
CREATE TABLE mirror_group_lock_${side} (
  id INTEGER PRIMARY KEY, group_id INTEGER NOT NULL, lock_id INTEGER NOT NULL
);
CREATE INDEX mirror_group_lock_${side}_group ON mirror_group_lock_${side} (group_id);
CREATE TABLE mirror_role_assignment_${side} (
  id INTEGER PRIMARY KEY, role_id TEXT NOT NULL, assignee_type TEXT NOT NULL, assignee_id INTEGER NOT NULL,
  applies_to_type TEXT NOT NULL, applies_to_id INTEGER NOT NULL, valid_from TEXT, valid_until TEXT, created_at TEXT
);
CREATE INDEX mirror_role_assignment_${side}_assignee ON mirror_role_assignment_${side} (assignee_id, assignee_type);
CREATE TABLE mirror_card_${side} (
  id INTEGER PRIMARY KEY, type TEXT NOT NULL, uid TEXT, token TEXT,
  facility_code INTEGER, card_number INTEGER, card_id INTEGER, length INTEGER
);
CREATE INDEX mirror_card_${side}_uid ON mirror_card_${side} (uid) WHERE uid IS NOT NULL;
CREATE INDEX mirror_card_${side}_card_number ON mirror_card_${side} (card_number) WHERE card_number IS NOT NULL;
CREATE INDEX mirror_card_${side}_card_id ON mirror_card_${side} (card_id) WHERE card_id IS NOT NULL;
CREATE TABLE mirror_card_assignment_${side} (
  id INTEGER PRIMARY KEY, card_id INTEGER NOT NULL, assignee_type TEXT NOT NULL, assignee_id INTEGER NOT NULL,
  status TEXT NOT NULL
);
CREATE INDEX mirror_card_assignment_${side}_card ON mirror_card_assignment_${side} (card_id);
`
}

/** What decisions offline need beyond people, doors and rights: restrictions, hours, teams, links and hardware. */
function decisions(side: 'a' | 'b'): string {
  return `
ALTER TABLE mirror_lock_${side} ADD COLUMN time_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_lock_${side} ADD COLUMN geofence_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_lock_${side} ADD COLUMN reader_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_group_${side} ADD COLUMN login_enabled INTEGER NOT NULL DEFAULT 1;
ALTER TABLE mirror_group_${side} ADD COLUMN time_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_group_${side} ADD COLUMN geofence_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_group_${side} ADD COLUMN reader_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_group_${side} ADD COLUMN primary_device_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_group_${side} ADD COLUMN managed_device_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_group_${side} ADD COLUMN tap_restricted INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mirror_card_${side} ADD COLUMN data_block_value TEXT;
ALTER TABLE mirror_card_${side} ADD COLUMN oem INTEGER;
CREATE INDEX mirror_card_${side}_token ON mirror_card_${side} (token) WHERE token IS NOT NULL;
CREATE INDEX mirror_card_${side}_block ON mirror_card_${side} (data_block_value) WHERE data_block_value IS NOT NULL;
CREATE INDEX mirror_card_assignment_${side}_assignee
  ON mirror_card_assignment_${side} (assignee_id, assignee_type);
CREATE INDEX mirror_group_lock_${side}_lock ON mirror_group_lock_${side} (lock_id);
CREATE TABLE mirror_role_${side} (id TEXT PRIMARY KEY, unlocks INTEGER NOT NULL);
CREATE TABLE mirror_team_${side} (id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE mirror_team_membership_${side} (
  id INTEGER PRIMARY KEY, team_id INTEGER NOT NULL, member_type TEXT NOT NULL, member_id INTEGER NOT NULL
);
CREATE INDEX mirror_team_membership_${side}_member ON mirror_team_membership_${side} (member_id, member_type);
CREATE TABLE mirror_group_link_${side} (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, group_id INTEGER NOT NULL, valid_from TEXT, valid_until TEXT
);
CREATE TABLE mirror_schedule_${side} (
  id INTEGER PRIMARY KEY, name TEXT, enabled INTEGER NOT NULL, override INTEGER NOT NULL, consequence TEXT NOT NULL,
  target_type TEXT NOT NULL, target_id INTEGER NOT NULL, place_id INTEGER, hours TEXT NOT NULL
);
CREATE INDEX mirror_schedule_${side}_target ON mirror_schedule_${side} (target_id, target_type);
CREATE TABLE mirror_controller_${side} (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, place_id INTEGER, online INTEGER NOT NULL, configured INTEGER NOT NULL
);
CREATE TABLE mirror_controller_input_${side} (
  id INTEGER PRIMARY KEY, controller_id INTEGER NOT NULL, channel NUMERIC NOT NULL, name TEXT NOT NULL,
  status TEXT NOT NULL
);
CREATE TABLE mirror_input_connection_${side} (
  id INTEGER PRIMARY KEY, controller_id INTEGER NOT NULL, channel_id INTEGER NOT NULL, type TEXT NOT NULL,
  lock_id INTEGER
);
CREATE TABLE mirror_relay_connection_${side} (
  id INTEGER PRIMARY KEY, controller_id INTEGER NOT NULL, channel_id INTEGER NOT NULL, type TEXT NOT NULL,
  lock_id INTEGER
);
`
}

/** Run in order, each once, by the store. */
export const mirrorMigrations: readonly Migration[] = [
  {
    id: 'mirror-1-copy',
    sql: `${copy('a')}${copy('b')}
CREATE TABLE mirror_state (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  active TEXT NOT NULL CHECK (active IN ('a', 'b')),
  organization_id INTEGER,
  organization_name TEXT,
  complete_at INTEGER
);
INSERT INTO mirror_state (id, active) VALUES (1, 'a');
CREATE TABLE mirror_local (sequence INTEGER PRIMARY KEY, operation TEXT NOT NULL, body TEXT NOT NULL);
`,
  },
  {
    id: 'mirror-2-decisions',
    sql: `${decisions('a')}${decisions('b')}
-- Events are known up to here. Null: the copy is older than its tables, or than what events can tell; read it anew.
ALTER TABLE mirror_state ADD COLUMN events_until INTEGER;
ALTER TABLE mirror_state ADD COLUMN organization_time_zone TEXT;
-- A sweep under way: when it began, and the lists it is done with. It goes on after a restart.
ALTER TABLE mirror_state ADD COLUMN sweep_at INTEGER;
CREATE TABLE mirror_sweep_done (part TEXT PRIMARY KEY);
`,
  },
]

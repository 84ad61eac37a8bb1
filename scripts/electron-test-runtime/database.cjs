'use strict'

/** libsql adds a `_metadata` key to the rows it answers; better-sqlite3 does not, and neither may this. */
function plainRow(row) {
  if (row !== null && typeof row === 'object' && '_metadata' in row) delete row._metadata
  return row
}

/** Wraps libsql's Database so that rows look like better-sqlite3's. */
function wrapDatabase(Database) {
  const prepare = Database.prototype.prepare
  Database.prototype.prepare = function prepareWithPlainRows(sql) {
    const statement = prepare.call(this, sql)
    const { get, all, iterate } = statement
    statement.get = (...parameters) => plainRow(get.apply(statement, parameters))
    statement.all = (...parameters) => all.apply(statement, parameters).map(plainRow)
    statement.iterate = function* iteratePlainRows(...parameters) {
      for (const row of iterate.apply(statement, parameters)) yield plainRow(row)
    }
    return statement
  }
  return Database
}

module.exports = { wrapDatabase }

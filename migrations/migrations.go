// Package migrations is the history of the database as numbered SQL, once for
// each engine under the same file names. Files are only ever added: one that was
// released does not change. Packages store/sqlite and store/postgres apply them.
package migrations

import "embed"

// The files of each engine, in a folder of the engine's name.
var (
	//go:embed sqlite/*.sql
	SQLite embed.FS
	//go:embed postgres/*.sql
	Postgres embed.FS
)

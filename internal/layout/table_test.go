package layout

const module = "github.com/wharf-edi/wharf"

// mayImport is the table in ARCHITECTURE.md: each top folder, and what lies under
// it, with the folders it may import besides itself and internal.
var mayImport = map[string][]string{
	"documents":  {},
	"edi":        {},
	"transports": {},
	"migrations": {},
	"internal":   {},
	"rules":      {"documents"},
	"odoo":       {"documents", "rules"},
	"partners":   {"documents", "rules"},
	"translate":  {"documents", "edi", "partners"},
	"store":      {"documents", "migrations", "partners", "rules"},
	"gateway":    {"documents", "edi", "partners", "rules", "store", "translate", "transports"},
	"portal":     {"documents", "gateway", "partners", "rules", "store"},
	"cmd":        {}, // everything; see faults
}

// shared are the packages that are there for their siblings.
var shared = []string{"edi/internal/envelope", "portal/web", "store/sqlstore"}

// implementations are behind a contract in the folder above them; whoever is not
// there to wire things up imports the contract.
var implementations = []string{"store/sqlite", "store/postgres", "store/sqlstore", "transports/sftp", "translate/x12map", "translate/edifactmap"}

// outside is one package per outside thing: who may import a module, and what for.
var outside = []struct {
	module string
	only   []string
	why    string
}{
	{"modernc.org/sqlite", []string{"store/sqlite"}, "database driver"},
	{"github.com/jackc/pgx/v5", []string{"store/postgres", "internal/pgtest"}, "database driver"},
	{"database/sql", []string{"store", "migrations", "internal/jobs", "internal/pgtest"}, "SQL"},
	{"github.com/pressly/goose/v3", []string{"store", "migrations"}, "SQL"},
	{"github.com/riverqueue/river", []string{"internal/jobs", "store/sqlite", "store/postgres"}, "jobs"},
	{"github.com/kolo/xmlrpc", []string{"odoo"}, "XML-RPC"},
	{"golang.org/x/crypto/ssh", []string{"transports/sftp", "cmd"}, "SSH"},
	{"github.com/pkg/sftp", []string{"transports/sftp", "cmd"}, "SSH"},
	{"github.com/jlaffaye/ftp", []string{"transports/ftp", "cmd"}, "FTP"},
	{"github.com/labstack/echo/v4", []string{"portal", "cmd"}, "web pages"},
	{"github.com/a-h/templ", []string{"portal"}, "web pages"},
	{"github.com/alexedwards/scs/v2", []string{"portal", "cmd"}, "web pages"},
	{"github.com/spf13/cobra", []string{"cmd"}, "the command line"},
	{"github.com/caarlos0/env/v11", []string{"cmd"}, "the environment"},
	{"flag", []string{"cmd", "internal/golden"}, "the command line"},
}

// ignored are packages that are no part of the program: internal/warm only keeps
// modules required that nothing imports yet.
var ignored = []string{"internal/warm"}

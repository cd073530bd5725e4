package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"
	"go.yaml.in/yaml/v3"
)

// Config is what `wharf serve` is told. doc/configuration.md documents every key;
// a test compares the two. Values come from the defaults, then the file, then the
// environment.
type Config struct {
	Data     string `yaml:"data" env:"WHARF_DATA"`
	Database string `yaml:"database" env:"DATABASE_URL"`
	KeyFile  string `yaml:"key_file" env:"WHARF_KEY_FILE"`
	Key      string `yaml:"-" env:"WHARF_KEY"`
	Partners string `yaml:"partners" env:"WHARF_PARTNERS"`
	Log      string `yaml:"log" env:"WHARF_LOG"`

	Odoo   OdooConfig   `yaml:"odoo" envPrefix:"WHARF_ODOO_"`
	SFTP   SFTPConfig   `yaml:"sftp" envPrefix:"WHARF_SFTP_"`
	Portal PortalConfig `yaml:"portal" envPrefix:"WHARF_PORTAL_"`
	Work   WorkConfig   `yaml:"work" envPrefix:"WHARF_WORK_"`
}

// OdooConfig says where Odoo is and who we are there.
type OdooConfig struct {
	URL      string        `yaml:"url" env:"URL"`
	Database string        `yaml:"database" env:"DATABASE"`
	User     string        `yaml:"user" env:"USER"`
	Password string        `yaml:"password" env:"PASSWORD"`
	Timezone string        `yaml:"timezone" env:"TIMEZONE"`
	Test     bool          `yaml:"test" env:"TEST"`
	Since    string        `yaml:"since" env:"SINCE"`
	Poll     time.Duration `yaml:"poll" env:"POLL"`
	Timeout  time.Duration `yaml:"timeout" env:"TIMEOUT"`
}

// SFTPConfig is the SFTP server's.
type SFTPConfig struct {
	Listen      string `yaml:"listen" env:"LISTEN"`
	MaxFileSize int64  `yaml:"max_file_size" env:"MAX_FILE_SIZE"`
}

// PortalConfig is the portal's.
type PortalConfig struct {
	Listen string `yaml:"listen" env:"LISTEN"`
	HTTPS  bool   `yaml:"https" env:"HTTPS"`
}

// WorkConfig is how the gateway works through what is pending.
type WorkConfig struct {
	Workers int           `yaml:"workers" env:"WORKERS"`
	Lease   time.Duration `yaml:"lease" env:"LEASE"`
	Sweep   time.Duration `yaml:"sweep" env:"SWEEP"`
	Recheck time.Duration `yaml:"recheck" env:"RECHECK"`
}

// defaultConfig is what holds where neither file nor environment says otherwise.
func defaultConfig() Config {
	return Config{
		Data: "wharf-data",
		Log:  "info",
		Odoo: OdooConfig{Timezone: "UTC", Poll: 5 * time.Second, Timeout: 30 * time.Second},
		SFTP: SFTPConfig{Listen: ":2022", MaxFileSize: 64 << 20},
		Portal: PortalConfig{
			Listen: "127.0.0.1:8080",
		},
		Work: WorkConfig{Workers: 8, Lease: 90 * time.Second, Sweep: 5 * time.Second, Recheck: 20 * time.Second},
	}
}

// A mistake is one thing wrong in the configuration, with where it stands.
type mistake struct {
	file string
	line int
	key  string
	text string
}

func (m mistake) Error() string {
	where := m.key
	if m.file != "" && m.line > 0 {
		where = fmt.Sprintf("%s:%d: %s", m.file, m.line, m.key)
	} else if m.file != "" {
		where = fmt.Sprintf("%s: %s", m.file, m.key)
	}
	return strings.TrimSuffix(where, ": ") + ": " + m.text
}

// loadConfig reads the file, if one is named, and the environment over it. The
// error holds every mistake at once, each with file, line and key: by line, those
// that stand nowhere last.
func loadConfig(file string, environ []string) (Config, error) {
	c := defaultConfig()
	var ms []mistake
	lines := map[string]int{}
	if file != "" {
		src, err := os.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			return c, fmt.Errorf("configuration %s: there is no such file", file)
		}
		if err != nil {
			return c, fmt.Errorf("configuration: %w", err)
		}
		var whole bool
		if ms, whole = decodeConfig(file, src, &c, lines); !whole {
			return c, joined(ms)
		}
	}
	fromEnv, wrong := overlayEnvironment(&c, environ)
	ms = append(ms, wrong...)
	unnamed := false
	for _, m := range c.check() {
		switch {
		case fromEnv[m.key] != "":
			m.key = fromEnv[m.key]
		case slices.ContainsFunc(ms, m.follows):
			continue // the value was not read
		case file != "":
			m.file, m.line = file, lines[m.key]
		default:
			unnamed = unnamed || m.text == missing
		}
		ms = append(ms, m)
	}
	if unnamed {
		ms = append(ms, mistake{key: "no configuration file is named", text: "name one by --config or WHARF_CONFIG, or set everything by variables (doc/configuration.md)"})
	}
	return c, joined(ms)
}

// missing is the text about a key that must be there and is not.
const missing = "is missing"

// follows says that m is about what known has told already: the same key, or one
// in its block.
func (m mistake) follows(known mistake) bool {
	return known.file != "" && (m.key == known.key || strings.HasPrefix(m.key, known.key+"."))
}

// joined is all mistakes as one error, in the order of their lines.
func joined(ms []mistake) error {
	nowhere := func(m mistake) int {
		if m.line == 0 {
			return 1
		}
		return 0
	}
	slices.SortStableFunc(ms, func(a, b mistake) int { return cmp.Or(nowhere(a)-nowhere(b), a.line-b.line) })
	var errs []error
	for _, m := range ms {
		errs = append(errs, m)
	}
	return errors.Join(errs...)
}

// yamlLine finds the place in the messages of the YAML library.
var (
	yamlLine  = regexp.MustCompile(`^(?:yaml: )?line (\d+): (.*)$`)
	yamlField = regexp.MustCompile(`^field (\S+) not found in type \S+$`)
	yamlType  = regexp.MustCompile("^cannot unmarshal !!(\\w+)(?: `(.*)`)? into (\\S+)$")
)

// decodeConfig reads the file's text into c and notes the line of each key. It is
// not whole if the text is no YAML: then nothing was read.
func decodeConfig(file string, src []byte, c *Config, lines map[string]int) (ms []mistake, whole bool) {
	var root yaml.Node
	if err := yaml.Unmarshal(src, &root); err != nil {
		return []mistake{yamlMistake(file, err.Error(), nil)}, false
	}
	keys := map[int]string{}
	collectLines(&root, "", lines, keys)
	dec := yaml.NewDecoder(strings.NewReader(string(src)))
	dec.KnownFields(true)
	err := dec.Decode(c)
	var typed *yaml.TypeError
	switch {
	case err == nil, len(root.Content) == 0:
		return nil, true
	case errors.As(err, &typed):
		for _, e := range typed.Errors {
			ms = append(ms, yamlMistake(file, e, keys))
		}
		return ms, true
	default:
		return []mistake{yamlMistake(file, err.Error(), keys)}, false
	}
}

func yamlMistake(file, text string, keys map[int]string) mistake {
	m := mistake{file: file, text: text}
	if p := yamlLine.FindStringSubmatch(text); p != nil {
		_, _ = fmt.Sscan(p[1], &m.line) // digits, by the pattern
		m.text = p[2]
	}
	m.key = keys[m.line]
	if p := yamlField.FindStringSubmatch(m.text); p != nil {
		m.key, m.text = orString(m.key, p[1]), "there is no such key (doc/configuration.md lists them)"
	}
	if p := yamlType.FindStringSubmatch(m.text); p != nil {
		m.text = fmt.Sprintf("%s is not %s", valueWords(p[1], p[2]), typeWords(p[3]))
	}
	return m
}

// valueWords names a value by its text, or by its kind where YAML tells no text.
func valueWords(kind, text string) string {
	switch {
	case text != "":
		return fmt.Sprintf("%q", text)
	case kind == "seq":
		return "a list"
	case kind == "map":
		return "a block of keys"
	}
	return "the value"
}

func orString(s, def string) string {
	if s == "" {
		return def
	}
	return s
}

func typeWords(t string) string {
	switch {
	case strings.HasPrefix(t, "time."):
		return `a time like "5s" or "2m"`
	case strings.HasPrefix(t, "int"):
		return "a whole number"
	case t == "bool":
		return "true or false"
	case t == "string":
		return "a text"
	}
	return "a block of keys"
}

// collectLines notes the line of each key by its path, and the path by line.
func collectLines(n *yaml.Node, path string, lines map[string]int, keys map[int]string) {
	switch n.Kind {
	case yaml.DocumentNode:
		for _, c := range n.Content {
			collectLines(c, path, lines, keys)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := strings.TrimPrefix(path+"."+n.Content[i].Value, ".")
			lines[key], keys[n.Content[i].Line] = n.Content[i].Line, key
			collectLines(n.Content[i+1], key, lines, keys)
		}
	}
}

// overlayEnvironment sets what the environment names, and answers which keys it
// set, by which variable.
func overlayEnvironment(c *Config, environ []string) (set map[string]string, ms []mistake) {
	vars := env.ToMap(environ)
	set = map[string]string{}
	for key, name := range variables() {
		if vars[name] != "" {
			set[key] = name
		}
	}
	err := env.ParseWithOptions(c, env.Options{Environment: vars})
	var agg env.AggregateError
	switch {
	case errors.As(err, &agg):
		for _, e := range agg.Errors {
			ms = append(ms, mistake{key: "environment", text: e.Error()})
		}
	case err != nil:
		ms = append(ms, mistake{key: "environment", text: err.Error()})
	}
	return set, ms
}

// variables are the names of the environment's variables by the key they set.
func variables() map[string]string {
	m := map[string]string{}
	var walk func(t reflect.Type, key, prefix string)
	walk = func(t reflect.Type, key, prefix string) {
		for i := range t.NumField() {
			f := t.Field(i)
			k := strings.TrimPrefix(key+"."+f.Tag.Get("yaml"), ".")
			if f.Type.Kind() == reflect.Struct {
				walk(f.Type, k, prefix+f.Tag.Get("envPrefix"))
				continue
			}
			m[k] = prefix + f.Tag.Get("env")
		}
	}
	walk(reflect.TypeFor[Config](), "", "")
	return m
}

// check answers everything that is wrong with the values, by key.
func (c *Config) check() (ms []mistake) {
	defer func() { slices.SortStableFunc(ms, func(a, b mistake) int { return strings.Compare(a.key, b.key) }) }()
	wrong := func(key, format string, args ...any) {
		ms = append(ms, mistake{key: key, text: fmt.Sprintf(format, args...)})
	}
	if c.Data == "" && c.Database == "" {
		wrong("data", "name a folder for the embedded store, or a PostgreSQL server in database")
	}
	if c.Database != "" {
		if u, err := url.Parse(c.Database); err != nil || !strings.HasPrefix(u.Scheme, "postgres") {
			wrong("database", "want an address like postgres://user:password@host/database")
		}
		if c.Key == "" && c.KeyFile == "" {
			wrong("key_file", "with PostgreSQL the secret key must be named, because several nodes share it (or WHARF_KEY)")
		}
	}
	if _, err := logLevel(c.Log); err != nil {
		wrong("log", "%q is none of debug, info, warn, error", c.Log)
	}
	c.checkOdoo(wrong)
	for key, addr := range map[string]string{"sftp.listen": c.SFTP.Listen, "portal.listen": c.Portal.Listen} {
		if _, _, err := net.SplitHostPort(addr); err != nil {
			wrong(key, "%q is not host:port", addr)
		}
	}
	if c.SFTP.MaxFileSize < 1<<10 || c.SFTP.MaxFileSize > 1<<30 {
		wrong("sftp.max_file_size", "want 1,024 to 1,073,741,824 bytes, got %d", c.SFTP.MaxFileSize)
	}
	if c.Work.Workers < 1 || c.Work.Workers > 256 {
		wrong("work.workers", "want 1 to 256, got %d", c.Work.Workers)
	}
	for key, d := range map[string]time.Duration{"work.lease": c.Work.Lease, "work.sweep": c.Work.Sweep, "work.recheck": c.Work.Recheck, "odoo.poll": c.Odoo.Poll, "odoo.timeout": c.Odoo.Timeout} {
		if d < 100*time.Millisecond || d > time.Hour {
			wrong(key, "want 100ms to 1h, got %s", d)
		}
	}
	return ms
}

func (c *Config) checkOdoo(wrong func(key, format string, args ...any)) {
	if u, err := url.Parse(c.Odoo.URL); c.Odoo.URL != "" && (err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		wrong("odoo.url", "want Odoo's address like https://odoo.example.com, got %q", c.Odoo.URL)
	}
	for key, v := range map[string]string{"odoo.url": c.Odoo.URL, "odoo.database": c.Odoo.Database, "odoo.user": c.Odoo.User, "odoo.password": c.Odoo.Password} {
		if v == "" {
			wrong(key, missing)
		}
	}
	if _, err := time.LoadLocation(c.Odoo.Timezone); err != nil || c.Odoo.Timezone == "" {
		wrong("odoo.timezone", "%q is no time zone like Europe/Berlin", c.Odoo.Timezone)
	}
	if _, err := c.Odoo.since(); err != nil {
		wrong("odoo.since", "want a time like 2026-11-23T08:00:00Z, got %q", c.Odoo.Since)
	}
}

func (c OdooConfig) since() (time.Time, error) {
	if c.Since == "" {
		return time.Time{}, nil
	}
	return time.Parse(time.RFC3339, c.Since)
}

package main

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

func writeConfig(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "wharf.yaml")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// Every mistake is told at once, with the file, the line and the key.
func TestConfigMistakesAllAtOnce(t *testing.T) {
	file := writeConfig(t, `data: /var/lib/wharf
odoo:
  url: odoo.example.com
  database: production
  user: wharf
  timezone: Europe/Atlantis
  poll: soon
sftp:
  listen: "2022"
  colour: red
work:
  workers: 0
`)
	_, err := loadConfig(file, nil)
	if err == nil {
		t.Fatal("got no error, want seven")
	}
	for _, want := range []string{
		file + ":3: odoo.url: ",
		file + ":6: odoo.timezone: ",
		file + `:7: odoo.poll: "soon" is not a time like "5s"`,
		file + ":9: sftp.listen: ",
		file + ":10: sftp.colour: there is no such key",
		file + ":12: work.workers: want 1 to 256, got 0",
		"odoo.password: is missing",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got\n%v\nwant in it: %s", err, want)
		}
	}
	if n := strings.Count(err.Error(), "\n") + 1; n != 7 {
		t.Errorf("got %d lines, want one for each of seven mistakes:\n%v", n, err)
	}
}

// Mistakes come in the order of the file, whoever finds them; those that stand
// nowhere come last.
func TestConfigMistakesByLine(t *testing.T) {
	file := writeConfig(t, `log: loud
data: [a, b]
odoo: {url: "http://odoo", database: d, user: u, timezone: Nowhere}
colour: red
sftp:
  max_file_size: 7
work: 3
`)
	_, err := loadConfig(file, nil)
	if err == nil {
		t.Fatal("got no error, want seven")
	}
	want := strings.Join([]string{
		file + `:1: log: "loud" is none of debug, info, warn, error`,
		file + ":2: data: a list is not a text",
		file + `:3: odoo.timezone: "Nowhere" is no time zone like Europe/Berlin`,
		file + ":4: colour: there is no such key (doc/configuration.md lists them)",
		file + ":6: sftp.max_file_size: want 1,024 to 1,073,741,824 bytes, got 7",
		file + `:7: work: "3" is not a block of keys`,
		file + ": odoo.password: is missing",
	}, "\n")
	if err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

// What was not read is not said to be missing.
func TestConfigMistakesFollowNoOther(t *testing.T) {
	for text, want := range map[string]string{
		"odoo: nothing\n":   `:1: odoo: "nothing" is not a block of keys`,
		"odoo:\n\turl: x\n": ":2: found character that cannot start any token",
	} {
		file := writeConfig(t, text)
		if _, err := loadConfig(file, nil); err == nil || err.Error() != file+want {
			t.Errorf("%q: got\n%v\nwant\n%s", text, err, file+want)
		}
	}
}

// Without a file, what is missing may be in one that was not named.
func TestConfigNoFileNamed(t *testing.T) {
	_, err := loadConfig("", []string{"WHARF_ODOO_URL=http://odoo"})
	if err == nil || strings.Count(err.Error(), "--config") != 1 || !strings.Contains(err.Error(), "odoo.user: is missing") {
		t.Errorf("got %v, want what is missing, and --config once", err)
	}
}

// A mistake in a variable names the variable.
func TestConfigEnvironmentMistake(t *testing.T) {
	_, err := loadConfig("", []string{"WHARF_ODOO_URL=http://odoo", "WHARF_ODOO_DATABASE=d", "WHARF_ODOO_USER=u", "WHARF_ODOO_PASSWORD=p", "WHARF_SFTP_LISTEN=nowhere"})
	if err == nil || !strings.HasPrefix(err.Error(), "WHARF_SFTP_LISTEN: ") {
		t.Errorf("got %v, want a mistake in WHARF_SFTP_LISTEN", err)
	}
}

// The environment wins over the file, the file over the defaults.
func TestConfigPrecedence(t *testing.T) {
	file := writeConfig(t, "odoo: {url: 'http://file', database: d, user: u, password: p, poll: 7s}\n")
	c, err := loadConfig(file, []string{"WHARF_ODOO_URL=http://environment", "WHARF_WORK_SWEEP=3s"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Odoo.URL != "http://environment" || c.Odoo.Poll != 7*time.Second || c.Work.Sweep != 3*time.Second || c.SFTP.Listen != ":2022" {
		t.Errorf("got url %s, poll %s, sweep %s, sftp %s", c.Odoo.URL, c.Odoo.Poll, c.Work.Sweep, c.SFTP.Listen)
	}
}

// doc/configuration.md has every key with its variable, and no other, and its
// example is in order.
func TestConfigurationIsDocumented(t *testing.T) {
	src, err := os.ReadFile("../../doc/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := map[string]string{}
	for _, m := range regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\| `([A-Z_]+)` \\|").FindAllStringSubmatch(string(src), -1) {
		documented[m[1]] = m[2]
	}
	known := variables()
	delete(known, "-") // WHARF_KEY, which has no key in the file
	for key, name := range known {
		if documented[key] != name {
			t.Errorf("key %s: documented with variable %q, want %q", key, documented[key], name)
		}
		delete(documented, key)
	}
	for key := range documented {
		t.Errorf("key %s is documented and does not exist", key)
	}
	_, example, _ := strings.Cut(string(src), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	if _, err := loadConfig(writeConfig(t, example), []string{"WHARF_ODOO_PASSWORD=secret"}); err != nil {
		t.Errorf("the example: %v", err)
	}
}

// Defaults that are documented are the defaults.
func TestConfigurationDefaults(t *testing.T) {
	src, err := os.ReadFile("../../doc/configuration.md")
	if err != nil {
		t.Fatal(err)
	}
	d := defaultConfig()
	for key, want := range map[string]string{
		"data": d.Data, "log": d.Log, "odoo.timezone": d.Odoo.Timezone, "odoo.poll": d.Odoo.Poll.String(), "odoo.timeout": d.Odoo.Timeout.String(),
		"sftp.listen": d.SFTP.Listen, "portal.listen": d.Portal.Listen, "work.sweep": d.Work.Sweep.String(), "work.recheck": d.Work.Recheck.String(),
	} {
		row := regexp.MustCompile("(?m)^\\| `" + regexp.QuoteMeta(key) + "` \\| `[A-Z_]+` \\| `([^`]*)`").FindStringSubmatch(string(src))
		if !slices.Contains(row, want) {
			t.Errorf("key %s: documented default %v, want %s", key, row, want)
		}
	}
}

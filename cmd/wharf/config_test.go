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

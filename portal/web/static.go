package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/wharf-edi/wharf/store"
)

//go:embed static
var static embed.FS

// file is a static file under a name that changes with its content, so that a
// browser may keep it for good.
type file struct {
	kind string
	body []byte
}

func (w *Web) loadStatic() error {
	w.files = map[string]file{}
	var err error
	if w.style, err = w.addFile("wharf.css", "text/css; charset=utf-8"); err != nil {
		return err
	}
	w.icon, err = w.addFile("wharf.svg", "image/svg+xml")
	return err
}

func (w *Web) addFile(name, kind string) (address string, err error) {
	body, err := static.ReadFile("static/" + name)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(body)
	ext := path.Ext(name)
	name = strings.TrimSuffix(name, ext) + "." + hex.EncodeToString(sum[:6]) + ext
	w.files[name] = file{kind: kind, body: body}
	return "/static/" + name, nil
}

// Static serves the style sheet and the icon.
func (w *Web) Static(c echo.Context) error {
	f, ok := w.files[c.Param("file")]
	if !ok {
		return fmt.Errorf("static file: %w", store.ErrNotFound)
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	return c.Blob(http.StatusOK, f.kind, f.body)
}

package odootest

import (
	"html/template"
	"net/http"
)

var pageTemplate = template.Must(template.New("page").Parse(`<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Simulated Odoo {{.Version}}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:60rem;padding:0 1rem}td,th{text-align:left;padding:.2rem 1rem .2rem 0}</style>
<h1>Simulated Odoo {{.Version}}</h1>
<p>This stands in for the company's Odoo. It has no screens, only the external API; here is what it holds.</p>
<h2>Purchase orders</h2>
<table><tr><th>Order<th>Vendor<th>State<th>Total{{range .Orders}}<tr><td>{{.Name}}<td>{{.Partner}}<td>{{.State}}<td>{{printf "%.2f" .Total}}{{end}}</table>
<h2>Vendor bills</h2>
<table><tr><th>Key<th>Reference<th>Vendor<th>State<th>Total{{range .Bills}}<tr><td>{{.Key}}<td>{{.Name}}<td>{{.Partner}}<td>{{.State}}<td>{{printf "%.2f" .Total}}{{end}}</table>
</html>
`))

type pageRow struct {
	Key                  int64
	Name, Partner, State string
	Total                float64
}

// page shows orders and bills, so that a link to a record leads somewhere.
func (s *Server) page(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	rowsOf := func(model, name string) []pageRow {
		out := []pageRow{}
		for _, r := range s.db.all(model, nil) {
			total, _ := s.db.computed[model+".amount_total"](s.db, r).(float64)
			out = append(out, pageRow{r.id(), r.str(name), s.db.name("res.partner", r.num("partner_id")), r.str("state"), total})
		}
		return out
	}
	data := map[string]any{"Version": s.options.Version, "Orders": rowsOf("purchase.order", "name"), "Bills": rowsOf("account.move", "ref")}
	s.mu.Unlock()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = pageTemplate.Execute(w, data) // the reader is gone if this fails
}

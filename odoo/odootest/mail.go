package odootest

import "html"

// messagePost leaves a note on a record. From 17 on a text is taken for plain
// unless body_is_html says otherwise, which earlier versions do not know.
func (s *session) messagePost(c *call) (any, error) {
	ids := c.ids()
	if len(ids) != 1 {
		return nil, serverError("ValueError: Expected singleton: %s%v", c.model, ids)
	}
	if _, err := s.read(c.model, ids, []string{"id"}); err != nil {
		return nil, err
	}
	body := c.text(1, "body")
	marked, told := c.kwargs["body_is_html"]
	switch {
	case told && s.version < 17:
		return nil, serverError("TypeError: message_post() got an unexpected keyword argument 'body_is_html'")
	case s.version >= 17 && marked != true:
		body = "<p>" + html.EscapeString(body) + "</p>"
	}
	return s.insert("mail.message", rec{
		"body": body, "model": c.model, "res_id": ids[0], "message_type": "notification", "date": s.clock(),
	}).id(), nil
}

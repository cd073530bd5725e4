package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wharf-edi/wharf/edi/jsonform"
)

func ediConvertCommand(w *world) *cobra.Command {
	c := &cobra.Command{
		Use:   "convert [FILE]",
		Short: "make JSON of EDI, and EDI of that JSON, without loss",
		Long: `Convert makes JSON of EDI and EDI of JSON; it goes by what FILE, or standard input, begins
with. The EDI that comes back is the same, byte for byte, unless the JSON was changed.
doc/edi.md describes the form.

    wharf edi convert order.x12 > order.json
    wharf edi convert order.x12 | jq -r '.interchanges[].groups[].messages[].segments[].tag'
    wharf edi convert order.json > order.x12`,
		Args: cobra.MaximumNArgs(1),
	}
	to := c.Flags().String("to", "", "json or edi (default: what FILE is not)")
	c.RunE = func(_ *cobra.Command, args []string) error {
		in, err := openInput(w, args)
		if err != nil {
			return err
		}
		defer in.close()
		head, err := in.Peek(1 << 10)
		if err != nil && !errors.Is(err, io.EOF) {
			return in.failed(err)
		}
		isJSON := bytes.HasPrefix(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n"), []byte("{"))
		switch {
		case *to != "" && *to != "json" && *to != "edi":
			return fmt.Errorf("--to %s: it is json or edi", *to)
		case *to == "json" && isJSON, *to == "edi" && !isJSON && len(head) > 0:
			return in.failed(fmt.Errorf("this is %s already", strings.ToUpper(*to)))
		}
		out := in.bar.under(w.out)
		if isJSON {
			if bytes.HasPrefix(head, []byte("\ufeff")) {
				_, _ = in.Discard(3) // it was peeked at
			}
			if err := jsonform.Read(out, in); err != nil {
				return in.failed(err)
			}
			return nil
		}
		d, _, err := in.dialect()
		if err != nil {
			return err
		}
		if err := jsonform.Write(out, in, d.reader); err != nil {
			return in.failed(err)
		}
		return nil
	}
	return c
}

// Package page makes pages that are one file each: style, scripts and data are in them, and their Content Security
// Policy lets nothing else run or load. The html report and the web front end of the stepper are such pages.
//
// Every page begins with this package's base.css, text.js (elements; texts of others made safe to look at) and
// unpack.js (reading the data), so that they look and behave alike.
package page

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"strings"
)

//go:embed files
var base embed.FS

var baseScripts = []string{"text.js", "unpack.js"}

// A Page is a page's template, style and scripts.
type Page struct {
	Template *template.Template
	// Style and Policy are for the template's <style> and its Content-Security-Policy.
	Style  template.CSS
	Policy string
	script string
}

// A Block is a piece of data that a page carries: a script calls unpack(ID).
type Block struct {
	ID     string
	Packed string // made by Pack
}

// New puts a page together from files: a template, a style sheet, and scripts, which share one scope and stand in the given order.
// connect is what the page may ask over the network ("'self'"), "" for nothing.
func New(files fs.FS, functions template.FuncMap, name, style, connect string, scripts ...string) (*Page, error) {
	css, err := join(base, "files/base.css")
	if err != nil {
		return nil, err
	}
	own, err := join(files, style)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, s := range baseScripts {
		paths = append(paths, "files/"+s)
	}
	first, err := join(base, paths...)
	if err != nil {
		return nil, err
	}
	rest, err := join(files, scripts...)
	if err != nil {
		return nil, err
	}
	p := &Page{Style: template.CSS(css + own), script: "'use strict';\n(() => {\n" + first + rest + "})();\n"}
	p.Policy = "default-src 'none'; style-src " + sourceHash(string(p.Style)) + "; script-src " + sourceHash(p.script) +
		"; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
	if connect != "" {
		p.Policy += "; connect-src " + connect
	}
	p.Template, err = template.New(name[strings.LastIndexByte(name, '/')+1:]).Funcs(functions).ParseFS(files, name)
	return p, err
}

func join(files fs.FS, names ...string) (string, error) {
	var b strings.Builder
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return "", err
		}
		b.Write(text)
	}
	return b.String(), nil
}

// sourceHash is how a Content Security Policy names an inline text.
func sourceHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Write writes the page: the template, carried out with data, up to the end of its <main>, then the blocks and the scripts.
func (p *Page) Write(w io.Writer, data any, blocks ...Block) error {
	if err := p.Template.Execute(w, data); err != nil {
		return err
	}
	// Data is base64 and the scripts have no end tag in them, so neither needs escapes.
	for _, b := range blocks {
		if _, err := fmt.Fprintf(w, "<script type=\"text/plain\" id=\"%s\">%s</script>\n", b.ID, b.Packed); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(w, "<script>%s</script>\n</body>\n</html>\n", p.script)
	return err
}

// Pack gives a value's JSON, compressed, in base64.
func Pack(v any) (string, error) {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	e := json.NewEncoder(z)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

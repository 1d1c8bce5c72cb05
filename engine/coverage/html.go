package coverage

import (
	_ "embed"
	"html/template"
	"io"
)

//go:embed page.html
var pageText string

var page = template.Must(template.New("coverage").Funcs(template.FuncMap{
	"percent": func(c Counts) int {
		if c.Implemented == 0 {
			return 0
		}
		return 100 * c.Reached / c.Implemented
	},
	"depth": func(number string) int {
		n := 0
		for _, r := range number {
			if r == '.' {
				n++
			}
		}
		return n
	},
	"few": func(list []string) []string {
		if len(list) > 5 {
			return list[:5]
		}
		return list
	},
	"rest": func(list []string) int { return max(0, len(list)-5) },
}).Parse(pageText))

// HTML writes a page of its own, without scripts or network.
func (r *Report) HTML(w io.Writer) error { return page.Execute(w, r) }

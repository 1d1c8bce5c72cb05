package report

import (
	"fmt"
	"io"
	"strings"
)

// maxAnnotations is how many annotations GitHub shows of one step.
const maxAnnotations = 10

// An Annotation is a remark on a file of the repository.
type Annotation struct {
	File           string // "" for none
	Title, Message string
}

// WriteAnnotations writes GitHub's workflow commands, at most ten: if there are
// more annotations, the last line counts those that it leaves out.
func WriteAnnotations(w io.Writer, n int, at func(i int) Annotation) error {
	shown := n
	if n > maxAnnotations {
		shown = maxAnnotations - 1
	}
	var b strings.Builder
	for i := range shown {
		a := at(i)
		b.WriteString("::error ")
		if a.File != "" {
			b.WriteString("file=" + property(a.File) + ",")
		}
		fmt.Fprintf(&b, "title=%s::%s\n", property(a.Title), data(a.Message))
	}
	if shown < n {
		fmt.Fprintf(&b, "::error title=exeunt::and %d more, which the other reports list\n", n-shown)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func data(s string) string     { return dataEscapes.Replace(OneLine(s)) }
func property(s string) string { return propertyEscapes.Replace(OneLine(s)) }

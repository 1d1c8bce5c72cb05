package report

import (
	"fmt"
	"io"
	"strings"
)

// MarkdownLimit is how large a Markdown report may get, in bytes: GitHub
// refuses a job's summary of more than 1 MiB.
const MarkdownLimit = 1 << 20

// markdownReserve is kept free for the heads and sums that follow a list.
const markdownReserve = 32 << 10

// A Markdown collects GitHub's Markdown within a limit. Lines always fit, as
// there are few of them; lists take what is left.
type Markdown struct {
	b     strings.Builder
	limit int
}

// NewMarkdown gives a Markdown for at most limit bytes.
func NewMarkdown(limit int) *Markdown { return &Markdown{limit: limit} }

// Printf adds text that is not subject to the limit.
func (m *Markdown) Printf(format string, args ...any) { fmt.Fprintf(&m.b, format, args...) }

// List adds items as long as there is room, and gives how many were left out.
func (m *Markdown) List(n int, item func(i int) string) (left int) {
	for i := range n {
		text := item(i)
		if m.b.Len()+len(text) > m.limit-markdownReserve {
			return n - i
		}
		m.b.WriteString(text)
	}
	return 0
}

// WriteTo writes what was collected.
func (m *Markdown) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, m.b.String())
	return int64(n), err
}

// Code gives a text as a code span, in one line and cut if it is long, so that
// nothing in it is markup or calls anybody by name.
func Code(s string) string {
	s = OneLine(s)
	if strings.TrimSpace(s) == "" {
		return "(empty)"
	}
	longest, run := 0, 0
	for _, r := range s {
		if r != '`' {
			run = 0
			continue
		}
		run++
		longest = max(longest, run)
	}
	fence := strings.Repeat("`", longest+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}

// Cell gives a text as a code span in a table.
func Cell(s string) string { return strings.ReplaceAll(Code(s), "|", `\|`) }

// Plain escapes what Markdown and HTML would read as markup.
func Plain(s string) string {
	return plain.Replace(OneLine(s))
}

var plain = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "`", "\\`",
	"[", `\[`, "]", `\]`, "|", `\|`, "#", `\#`, "@", "@\u200b", "~", `\~`, "\\", `\\`)

// Plural counts things: "1 test", "2 tests".
func Plural(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if stem, ok := strings.CutSuffix(one, "x"); ok {
		return fmt.Sprintf("%d %sxes", n, stem)
	}
	return fmt.Sprintf("%d %ss", n, one)
}

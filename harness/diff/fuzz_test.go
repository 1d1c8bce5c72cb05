package diff

import (
	"bytes"
	"io"
	"testing"

	"github.com/exeunt/exeunt/harness/report"
)

// FuzzCompare compares whatever can be read: a report with itself has no
// regressions, the sums are those of the changes, and every form can be written.
func FuzzCompare(f *testing.F) {
	f.Add([]byte(two), []byte(twoBefore))
	f.Add([]byte(twoBefore), []byte(`{"format": "exeunt-baseline/1", "browser": "C", "tests": {"/a": {"source": "s", "observation": {"status": "CRASH", "subtests": [{"name": "x", "status": "FAIL"}, {"name": "x", "status": "PASS"}]}}}}`))
	f.Add([]byte(`{"results": [{"test": "/a", "status": "OK", "subtests": [{"name": "", "status": "PASS", "known_intermittent": ["FAIL"]}]}]}`), []byte(`{"results": [{"test": "/a", "status": "SKIP"}, {"test": "/b", "status": "PASS"}]}`))
	f.Fuzz(func(t *testing.T, first, second []byte) {
		if len(first)+len(second) > 1<<16 {
			return
		}
		a, err := report.Decode("a", bytes.NewReader(first))
		if err != nil {
			return
		}
		if d, err := Compare([]*report.Results{a, a}, Options{Base: a}); err == nil && d.Count(Regression)+d.Count(Fix)+len(d.NewTests)+len(d.GoneTests) > 0 {
			t.Fatalf("a report differs from itself: %v", said(d))
		}
		b, err := report.Decode("b", bytes.NewReader(second))
		if err != nil {
			return
		}
		d, err := Compare([]*report.Results{a, b, a, b}, Options{Base: a})
		if err != nil {
			return
		}
		n := map[Class]int{}
		for _, browser := range d.Browsers {
			for class, count := range browser.Counts {
				n[class] += count
			}
		}
		for _, class := range Classes() {
			if class != Diverges && class != Agrees && n[class] != d.Count(class) {
				t.Fatalf("%d changes of class %s, but %d in the sums", d.Count(class), class, n[class])
			}
		}
		for _, write := range []func(io.Writer) error{d.Markdown, d.HTML, d.JSON, d.Annotations, func(w io.Writer) error { return d.Terminal(w, true, true) }} {
			if err := write(io.Discard); err != nil {
				t.Fatal(err)
			}
		}
	})
}

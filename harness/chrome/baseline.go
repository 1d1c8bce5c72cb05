package chrome

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/exeunt/exeunt/harness/compare"
	"github.com/exeunt/exeunt/wpt"
)

// BaselineFormat names the form of a baseline file; a change of form changes it.
const BaselineFormat = "exeunt-baseline/1"

// A Baseline is what Chrome made of a suite when it was there.
type Baseline struct {
	Format   string `json:"format"`
	Suite    string `json:"suite"`    // "builtin" or "upstream"
	Revision string `json:"revision"` // of the tests' sources, see Revision
	Browser  string `json:"browser"`  // product and version
	Platform string `json:"platform"` // operating system and architecture
	Date     string `json:"date"`     // when it was recorded, RFC 3339
	// Tests holds what was observed, by test URL.
	Tests map[string]BaselineTest `json:"tests"`
}

// A BaselineTest is one test's observation and the hash of the source that it
// was made of.
type BaselineTest struct {
	Source      string               `json:"source"`
	Observation *compare.Observation `json:"observation"`
}

// String says what stands in, in a few words.
func (b *Baseline) String() string {
	return fmt.Sprintf("%s on %s, recorded %s", b.Browser, b.Platform, b.Date)
}

// Observations gives those observations whose test's source is still the one
// that was recorded.
func (b *Baseline) Observations(root fs.FS, tests []wpt.Test) map[string]*compare.Observation {
	out := make(map[string]*compare.Observation)
	sources := newSources(root)
	for _, t := range tests {
		if r, ok := b.Tests[t.URL]; ok && r.Observation != nil && r.Source == sources.hash(t.Path) {
			out[t.URL] = r.Observation
		}
	}
	return out
}

// Record makes a baseline of what Chrome made of the tests just now.
func Record(root fs.FS, tests []wpt.Test, observations map[string]*compare.Observation, suite, browser, platform, date string) *Baseline {
	b := &Baseline{Format: BaselineFormat, Suite: suite, Revision: Revision(root, tests),
		Browser: browser, Platform: platform, Date: date, Tests: make(map[string]BaselineTest)}
	sources := newSources(root)
	for _, t := range tests {
		if o := observations[t.URL]; o != nil {
			slim := *o
			slim.Trace = nil
			slim.Subtests = slices.Clone(o.Subtests)
			for i := range slim.Subtests {
				slim.Subtests[i].Stack = ""
			}
			b.Tests[t.URL] = BaselineTest{Source: sources.hash(t.Path), Observation: &slim}
		}
	}
	return b
}

// Write writes the baseline; compressed if asked for.
func (b *Baseline) Write(w io.Writer, compressed bool) error {
	if compressed {
		z := gzip.NewWriter(w)
		if err := b.Write(z, false); err != nil {
			return err
		}
		return z.Close()
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(b)
}

// ReadBaseline reads a baseline file, compressed if its name ends in ".gz".
func ReadBaseline(fsys fs.FS, name string) (*Baseline, error) {
	f, err := fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		z, err := gzip.NewReader(f)
		if err != nil {
			return nil, fmt.Errorf("baseline %s: %w", name, err)
		}
		r = z
	}
	b := &Baseline{}
	if err := json.NewDecoder(r).Decode(b); err != nil {
		return nil, fmt.Errorf("baseline %s: %w", name, err)
	}
	if b.Format != BaselineFormat {
		return nil, fmt.Errorf("baseline %s: format %q, want %q", name, b.Format, BaselineFormat)
	}
	return b, nil
}

// FindBaseline gives the baseline in fsys that fits most of the tests, or nil
// when none fits any. Files are named SUITE.json or SUITE-anything.json, and
// may be compressed (.gz).
func FindBaseline(fsys, root fs.FS, suite string, tests []wpt.Test) (*Baseline, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var best *Baseline
	most := 0
	for _, e := range entries {
		stem, ok := strings.CutSuffix(strings.TrimSuffix(e.Name(), ".gz"), ".json")
		if !ok || stem != suite && !strings.HasPrefix(stem, suite+"-") {
			continue
		}
		b, err := ReadBaseline(fsys, e.Name())
		if err != nil {
			return nil, err
		}
		if n := len(b.Observations(root, tests)); n > most {
			best, most = b, n
		}
	}
	return best, nil
}

// Revision is a hash over the tests' names and sources.
func Revision(root fs.FS, tests []wpt.Test) string {
	sources := newSources(root)
	h := sha256.New()
	for _, t := range tests {
		fmt.Fprintf(h, "%s\x00%s\n", t.URL, sources.hash(t.Path))
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

// sources hashes files, each once.
type sources struct {
	root   fs.FS
	hashes map[string]string
}

func newSources(root fs.FS) *sources { return &sources{root: root, hashes: make(map[string]string)} }

func (s *sources) hash(name string) string {
	h, ok := s.hashes[name]
	if !ok {
		text, err := fs.ReadFile(s.root, name)
		if err == nil {
			sum := sha256.Sum256(text)
			h = hex.EncodeToString(sum[:8])
		}
		s.hashes[name] = h
	}
	return h
}

// Writer gives Write in the form that report.WriteFile takes.
func (b *Baseline) Writer(compressed bool) func(io.Writer) error {
	return func(w io.Writer) error { return b.Write(w, compressed) }
}

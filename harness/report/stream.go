package report

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"
)

// limits keep a hostile file from filling the memory.
type limits struct {
	value, whole int64 // bytes, after decompression
	tests        int
}

var usual = limits{value: 256 << 20, whole: 8 << 30, tests: 2_000_000}

// A stream reads one JSON object piece by piece, and says of every mistake in
// which file, field and byte it is.
type stream struct {
	file string
	d    *json.Decoder
	in   *meter
	at   string // the field that is being read
}

// A meter counts what is read, and ends a stream that grows too large.
type meter struct {
	r           io.Reader
	total, mark int64
	limits      limits
}

var (
	errValueTooLarge = errors.New("is too large")
	errWholeTooLarge = errors.New("the file is too large")
)

func (m *meter) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.total += int64(n)
	switch {
	case m.total > m.limits.whole:
		return 0, errWholeTooLarge
	case m.total-m.mark > m.limits.value:
		return 0, errValueTooLarge
	}
	return n, err
}

// withFile opens a file, compressed or not, and closes it after use.
func withFile(name string, use func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && info.IsDir() {
		return fmt.Errorf("%s is a folder, not a report", name)
	}
	return use(f)
}

// newStream looks at the first bytes: at compression, and at a byte order mark.
func newStream(file string, r io.Reader, l limits) (*stream, error) {
	b := bufio.NewReaderSize(r, 1<<16)
	if head, _ := b.Peek(2); len(head) == 2 && head[0] == 0x1f && head[1] == 0x8b {
		z, err := gzip.NewReader(b)
		if err != nil {
			return nil, fmt.Errorf("%s: compressed with gzip, but %w", file, err)
		}
		b = bufio.NewReaderSize(z, 1<<16)
	}
	if head, _ := b.Peek(3); string(head) == "\xef\xbb\xbf" {
		b.Discard(3)
	}
	if _, err := b.Peek(1); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s is empty", file)
	}
	in := &meter{r: b, limits: l}
	return &stream{file: file, d: json.NewDecoder(in), in: in}, nil
}

// fail puts file, field and byte before what went wrong.
func (s *stream) fail(err error) error {
	offset := s.d.InputOffset()
	var kind *json.UnmarshalTypeError
	where := s.at
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%s is cut off at byte %d%s", s.file, s.in.total, in(where))
	case errors.Is(err, errValueTooLarge):
		return fmt.Errorf("%s: %s is larger than %d MiB", s.file, orThe(where), s.in.limits.value>>20)
	case errors.Is(err, errWholeTooLarge):
		return fmt.Errorf("%s is larger than %d MiB", s.file, s.in.limits.whole>>20)
	case errors.As(err, &kind):
		if kind.Field != "" {
			// The name of an embedded struct is no field of the file.
			where = strings.TrimPrefix(where+"."+strings.TrimPrefix(kind.Field, "readObservation."), ".")
		}
		return fmt.Errorf("%s: near byte %d: %s is %s, want %s", s.file, offset, orThe(where), article(kind.Value), goKind(kind))
	}
	// What is wrong lies after the last piece that could be read.
	return fmt.Errorf("%s: after byte %d%s: %w", s.file, offset, in(where), err)
}

func in(where string) string {
	if where == "" {
		return ""
	}
	return ", in " + where
}

func orThe(where string) string {
	if where == "" {
		return "the report"
	}
	return where
}

func article(value string) string {
	value, _, _ = strings.Cut(value, " ")
	switch {
	case value == "":
		return "nothing"
	case strings.ContainsRune("aeiou", rune(value[0])):
		return "an " + value
	case value == "bool":
		return "true or false"
	}
	return "a " + value
}

// goKind says in JSON's words what a Go type holds.
func goKind(e *json.UnmarshalTypeError) string {
	if e.Type == nil {
		return "something else"
	}
	switch k := e.Type.Kind().String(); {
	case k == "struct" || k == "map":
		return "an object"
	case k == "slice" || k == "array":
		return "an array"
	case k == "string":
		return "a string"
	case k == "bool":
		return "true or false"
	case strings.HasPrefix(k, "int"):
		return "a whole number"
	case strings.HasPrefix(k, "uint"):
		return "a whole number from 0"
	case strings.HasPrefix(k, "float"):
		return "a number"
	}
	return "a " + e.Type.String()
}

// errf makes an error of the report's content.
func (s *stream) errf(format string, args ...any) error {
	return fmt.Errorf("%s: byte %d: %s", s.file, s.d.InputOffset(), fmt.Sprintf(format, args...))
}

// open reads the beginning of an object or array, and gives which it is.
func (s *stream) open() (json.Delim, error) {
	t, err := s.d.Token()
	if err != nil {
		return 0, s.fail(err)
	}
	d, ok := t.(json.Delim)
	if !ok {
		return 0, s.errf("%s is neither an object nor an array", orThe(s.at))
	}
	return d, nil
}

// object reads an object whose beginning has been read. Each is called before every value, and must read it.
func (s *stream) object(each func(key string) error) error {
	for s.d.More() {
		s.in.mark = s.in.total
		t, err := s.d.Token()
		if err != nil {
			return s.fail(err)
		}
		if err := each(t.(string)); err != nil { // a key is always a string
			return err
		}
	}
	return s.end()
}

// array reads an array whose beginning has been read. Each must read its value.
func (s *stream) array(each func(i int) error) error {
	for i := 0; s.d.More(); i++ {
		s.in.mark = s.in.total
		if err := each(i); err != nil {
			return err
		}
	}
	return s.end()
}

func (s *stream) end() error {
	if _, err := s.d.Token(); err != nil {
		return s.fail(err)
	}
	return nil
}

// value decodes one value.
func (s *stream) value(into any) error {
	if err := s.d.Decode(into); err != nil {
		return s.fail(err)
	}
	return nil
}

// ignored is a value that nobody wants; reading it keeps nothing.
type ignored struct{}

func (*ignored) UnmarshalJSON([]byte) error { return nil }

// finish makes sure that nothing follows.
func (s *stream) finish() error {
	s.at = ""
	switch _, err := s.d.Token(); {
	case errors.Is(err, io.EOF):
		return nil
	case err != nil:
		return s.fail(err)
	}
	return s.errf("something follows the report's end")
}

// report reads a report of any kind. The fields that hold tests go to the
// function of their kind; all others, but those in skip, are gathered as they are.
func (s *stream) report(each func(kind Kind, key string) error, skip ...string) (map[string]json.RawMessage, Kind, error) {
	first, err := s.open()
	if err != nil {
		return nil, "", err
	}
	if first != '{' {
		return nil, "", fmt.Errorf("%s is no report: it is an array, want an object", s.file)
	}
	header := map[string]json.RawMessage{}
	seen := map[string]bool{}
	var kind Kind
	tests := 0
	count := func(k Kind, key string) error {
		if tests++; tests > s.in.limits.tests {
			return s.errf("more than %d tests", s.in.limits.tests)
		}
		return each(k, key)
	}
	err = s.object(func(key string) error {
		s.at = shorten(key)
		if seen[key] {
			return s.errf("the field %q stands there twice", shorten(key))
		}
		seen[key] = true
		switch key {
		case "tests", "results":
			d, err := s.open()
			if err != nil {
				return err
			}
			switch {
			case key == "results" && d == '[':
				kind = WPTReportKind
			case key == "tests" && d == '[':
				kind = JSONKind
			case key == "tests":
				kind = BaselineKind
				return s.object(func(url string) error {
					s.at = fmt.Sprintf("tests[%q]", shorten(url))
					return count(kind, url)
				})
			default:
				return s.errf("results is an object, want an array")
			}
			return s.array(func(i int) error {
				s.at = fmt.Sprintf("%s[%d]", key, i)
				return count(kind, "")
			})
		}
		for _, name := range skip {
			if name == key {
				return s.value(&ignored{})
			}
		}
		var raw json.RawMessage
		if err := s.value(&raw); err != nil {
			return err
		}
		header[key] = raw
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	if err := s.finish(); err != nil {
		return nil, "", err
	}
	if seen["tests"] && seen["results"] {
		return nil, "", fmt.Errorf("%s has both tests and results: it is neither a json report nor a wptreport", s.file)
	}
	return header, kind, s.checkFormat(header, seen, kind)
}

// checkFormat compares what a file says it is with what it looks like.
func (s *stream) checkFormat(header map[string]json.RawMessage, seen map[string]bool, kind Kind) error {
	var format string
	if raw, ok := header["format"]; ok && json.Unmarshal(raw, &format) != nil {
		return fmt.Errorf("%s: format is no string", s.file)
	}
	name, version, _ := strings.Cut(format, "/")
	switch {
	case kind == "" && (name == "exeunt-report" || name == "exeunt-baseline"):
		return fmt.Errorf("%s: no tests, though the format is %q", s.file, format)
	case kind == WPTReportKind && format == "":
		return nil
	case kind == JSONKind && format == Format, kind == BaselineKind && format == baselineFormat:
		return nil
	case name == "exeunt-report" && kind == JSONKind, name == "exeunt-baseline" && kind == BaselineKind:
		return fmt.Errorf("%s: version %q of %s is unknown to this program, which reads %s and %s", s.file, shorten(version), name, Format, baselineFormat)
	}
	var keys []string
	for k := range seen {
		keys = append(keys, fmt.Sprintf("%q", shorten(k)))
	}
	sort.Strings(keys)
	if len(keys) > 8 {
		keys = append(keys[:8], "…")
	}
	text := "it has no fields"
	if len(keys) > 0 {
		text = "its fields are " + strings.Join(keys, ", ")
	}
	if format != "" {
		text = fmt.Sprintf("its format is %q", shorten(format))
	}
	return fmt.Errorf("%s is neither a json report, a baseline nor a wptreport: %s", s.file, text)
}

// shorten cuts a name from a report for an error's text.
func shorten(s string) string {
	const most = 100
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

package report

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Kinds lists the kinds of reports that can be asked for.
func Kinds() []string { return []string{"wptreport", "json", "junit", "md", "html", "github"} }

// An Output is a report to write: a kind and the file it goes to, "-" being
// standard output.
type Output struct {
	Kind, File string
}

// ParseOutput reads "KIND=FILE".
func ParseOutput(s string) (Output, error) {
	kind, file, ok := strings.Cut(s, "=")
	if !slices.Contains(Kinds(), kind) {
		return Output{}, fmt.Errorf("unknown kind of report %q; there are %s", kind, strings.Join(Kinds(), ", "))
	}
	if !ok || file == "" {
		return Output{}, fmt.Errorf("report %q names no file; want %s=FILE", s, kind)
	}
	return Output{kind, file}, nil
}

// Write writes the report. "%b" in the file's name of a wptreport stands for a
// browser's name; without it, and with two sides, the engine's is written.
func (o Output) Write(r *Run, stdout io.Writer) error {
	write := map[string]func(io.Writer) error{"json": r.JSON, "junit": r.JUnit, "md": r.Markdown, "html": r.htmlIn(filepath.Dir(o.File)), "github": r.Annotations}[o.Kind]
	if write != nil {
		return WriteFile(o.File, stdout, write)
	}
	var sides []*Side
	for _, s := range []*Side{r.Engine, r.Chrome} {
		if s != nil {
			sides = append(sides, s)
		}
	}
	if !strings.Contains(o.File, "%b") {
		sides = sides[:min(1, len(sides))]
	}
	for _, s := range sides {
		name := strings.ReplaceAll(o.File, "%b", s.Name)
		if err := WriteFile(name, stdout, func(w io.Writer) error { return r.WPTReport(w, s) }); err != nil {
			return err
		}
	}
	return nil
}

// WriteFile writes a file under a temporary name and renames it, so that no
// half of a file is ever seen under its name. "-" is standard output.
func WriteFile(name string, stdout io.Writer, write func(io.Writer) error) (err error) {
	if name == "-" {
		return write(stdout)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+"-*")
	if err != nil {
		var e *fs.PathError
		if errors.As(err, &e) {
			e.Path = name // nobody has asked for the other name
		}
		return err
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
		}
	}()
	if err = write(f); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

// RemoveUnfinished removes what calls of WriteFile for name left behind that were killed. Nobody else
// may be writing name.
func RemoveUnfinished(name string) error {
	entries, err := os.ReadDir(filepath.Dir(name))
	if err != nil {
		return err
	}
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), "."+filepath.Base(name)+"-")
		if _, err := strconv.ParseUint(number, 10, 64); !ok || err != nil {
			continue
		}
		if err := os.Remove(filepath.Join(filepath.Dir(name), e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// Probe says early why a file could not be written later: a run may take long.
func (o Output) Probe() error {
	if o.File == "-" {
		return nil
	}
	f, err := os.CreateTemp(filepath.Dir(o.File), "."+filepath.Base(o.File)+"-*")
	if err != nil {
		var e *fs.PathError
		if errors.As(err, &e) {
			return e.Err
		}
		return err
	}
	f.Close()
	return os.Remove(f.Name())
}

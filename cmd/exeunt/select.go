package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/exeunt/exeunt/wpt"
)

// selectFlags are the flags that choose among the tests that arguments name.
type selectFlags struct {
	include, exclude []string
	tags             []string
	failedIn         []string
	changedSince     string
	shard            string
	durations        []string
	manifestCache    string
}

func (f *selectFlags) register(flags *pflag.FlagSet) {
	flags.StringArrayVar(&f.include, "include", nil, "only tests whose URL matches the regular expression `RE`; repeatable: any of them")
	flags.StringArrayVar(&f.exclude, "exclude", nil, "no tests whose URL matches the regular expression `RE`; repeatable")
	flags.StringArrayVar(&f.tags, "tag", nil, "only tests with one of the tags in `LIST` (https, worker, long …; !TAG for those without); repeatable: all of them")
	flags.StringArrayVar(&f.failedIn, "failed-in", nil, "only tests that failed or differed in `REPORT` (json or wptreport); repeatable: in any of them")
	flags.StringVar(&f.changedSince, "changed-since", "", "only tests that the changes in the suite's git checkout since the commit `REV` may affect")
	flags.StringVar(&f.shard, "shard", "", "only part `I/N` of the tests, counted from 1; \"auto\" or \"off\": take or leave I and N of the CI's variables (default: take them where they are set)")
	flags.StringArrayVar(&f.durations, "durations", nil, "balance shards by the durations in `REPORT` (json or wptreport); repeatable")
	flags.StringVar(&f.manifestCache, "manifest-cache", "", "remember in `FILE` what the suite's files are (\"off\": nowhere; default: in the user's cache folder)")
}

// choice is what the flags make of a suite.
type choice struct {
	*wpt.Selection
	manifest *wpt.Manifest
	shards   map[string]int    // by URL; nil for one shard
	whole    []wpt.Test        // the tests of all shards; nil for one shard
	shard    string            // "I/N"; "" for one shard
	causes   map[string]string // the changed file by the test's path, with --changed-since
}

// all are the tests of all shards: what they share is theirs.
func (c *choice) all() []wpt.Test {
	if c.whole != nil {
		return c.whole
	}
	return c.Tests
}

// choose finds the tests that arguments and flags name. Its first line to notes
// says which shard it is. With nothing left, the error says whose fault it is;
// where it is nobody's there is none.
func (f *selectFlags) choose(cmd *cobra.Command, s *suite, patterns []string) (*choice, error) {
	return f.chooseFrom(cmd, s, patterns, false)
}

// chooseFrom is choose; to explain, it is content with files without tests.
func (f *selectFlags) chooseFrom(cmd *cobra.Command, s *suite, patterns []string, explain bool) (*choice, error) {
	ctx, notes := cmd.Context(), cmd.ErrOrStderr()
	shard, origin, err := f.whichShard(os.LookupEnv)
	if err != nil {
		return nil, misuse("%v", err)
	}
	strict, err := f.strictRules()
	if err != nil {
		return nil, err
	}
	cache, identity := f.cacheFile(s.dir)
	// The shard is to stand in the first line, so what is said of the cache waits.
	var later strings.Builder
	defer func() { io.WriteString(notes, later.String()) }()
	options := wpt.ScanOptions{Root: s.root, Cache: cache, Dir: identity, Note: func(text string) { fmt.Fprintf(&later, "exeunt: note: %s\n", text) }}
	if f.changedSince == "" { // else the whole suite's paths are wanted
		options.Under, options.Flat = wpt.Folders(s.root, patterns)
	}
	manifest, err := wpt.Scan(ctx, options)
	if err != nil {
		if ctx.Err() != nil {
			return nil, &exitError{status: exitInterrupt}
		}
		return nil, misuse("the suite cannot be read: %v", err)
	}
	selection, err := manifest.Select(s.root, patterns, strict...)
	var unknown *wpt.UnknownTestError
	switch {
	case explain && len(selection.Files) > 0:
	case errors.As(err, &unknown):
		return nil, misuse("%v", err)
	case err != nil:
		return nil, misuse("the suite cannot be read: %v", err)
	case len(selection.Tests) == 0:
		return nil, misuse("%s", f.nothing(selection))
	}
	c := &choice{Selection: selection, manifest: manifest}
	lax, err := f.laxRules(cmd, s, c)
	if err != nil {
		return nil, err
	}
	c.keep(lax...)
	if shard.Count > 1 {
		if err := f.divide(c, shard, origin, notes); err != nil {
			return nil, err
		}
	}
	if len(c.Tests) == 0 && !explain {
		fmt.Fprintln(notes, "exeunt: no test is left to run")
	}
	return c, nil
}

// keep drops the tests that a filter leaves out.
func (c *choice) keep(filters ...wpt.Filter) {
	for _, filter := range filters {
		c.Tests = slices.DeleteFunc(c.Tests, func(t wpt.Test) bool {
			reason := filter(t)
			if reason != "" {
				c.Out[t.URL] = reason
			}
			return reason != ""
		})
	}
}

// nothing says why strict filters left no test.
func (f *selectFlags) nothing(s *wpt.Selection) string {
	if len(s.Out) == 0 {
		return "the suite has no tests"
	}
	counts := map[string]int{}
	for _, reason := range s.Out {
		counts[reason]++
	}
	most := ""
	for reason, n := range counts {
		if n > counts[most] || n == counts[most] && reason < most {
			most = reason
		}
	}
	return fmt.Sprintf("no test is left of %d: %s (%d of them; \"exeunt list --explain\" tells more)", len(s.Out), most, counts[most])
}

// strictRules are the filters that should leave something.
func (f *selectFlags) strictRules() ([]wpt.Filter, error) {
	var filters []wpt.Filter
	include, err := expressions("--include", f.include)
	if err != nil {
		return nil, err
	}
	exclude, err := expressions("--exclude", f.exclude)
	if err != nil {
		return nil, err
	}
	if len(include) > 0 {
		filters = append(filters, func(t wpt.Test) string {
			if slices.ContainsFunc(include, func(re *regexp.Regexp) bool { return re.MatchString(t.URL) }) {
				return ""
			}
			return "no --include matches"
		})
	}
	for _, re := range exclude {
		filters = append(filters, func(t wpt.Test) string {
			if re.MatchString(t.URL) {
				return fmt.Sprintf("--exclude %s matches", re)
			}
			return ""
		})
	}
	for _, text := range f.tags {
		query := wpt.TagQuery(text)
		for _, name := range query.Names() {
			if err := knownTag(name); err != nil {
				return nil, misuse("--tag %s: %v", text, err)
			}
		}
		filters = append(filters, func(t wpt.Test) string {
			if query.Matches(t.Tags()) {
				return ""
			}
			return "--tag " + text + " does not fit"
		})
	}
	return filters, nil
}

// knownTag catches misspelt tags, and those of tests that are not run.
func knownTag(name string) error {
	if slices.Contains(wpt.TagNames(), name) || strings.HasPrefix(name, "testdriver:") {
		return nil
	}
	if reason := wpt.Kind(name).Reason(); reason != "" {
		return fmt.Errorf("such tests do not run here (%s)", reason)
	}
	text := fmt.Sprintf("there is no tag %q", name)
	if near := nearest(name, wpt.TagNames()); near != "" {
		return fmt.Errorf("%s; did you mean %s?", text, near)
	}
	return fmt.Errorf("%s; there are %s", text, strings.Join(wpt.TagNames(), ", "))
}

func expressions(flag string, texts []string) ([]*regexp.Regexp, error) {
	var out []*regexp.Regexp
	for _, text := range texts {
		re, err := regexp.Compile(text)
		if err != nil {
			return nil, misuse("%s %q: %v", flag, text, err)
		}
		out = append(out, re)
	}
	return out, nil
}

// laxRules are the filters that may well leave nothing.
func (f *selectFlags) laxRules(cmd *cobra.Command, s *suite, c *choice) ([]wpt.Filter, error) {
	var filters []wpt.Filter
	if len(f.failedIn) > 0 {
		failed := map[string]bool{}
		for _, name := range f.failedIn {
			outcomes, err := readOutcomes(name)
			if err != nil {
				return nil, misuse("--failed-in: %v", err)
			}
			for url, o := range outcomes {
				failed[url] = failed[url] || o.failed
			}
		}
		filters = append(filters, func(t wpt.Test) string {
			if failed[t.URL] {
				return ""
			}
			return "it did not fail in " + strings.Join(f.failedIn, ", ")
		})
	}
	if f.changedSince != "" {
		changed, err := changedFiles(cmd.Context(), s.dir, f.changedSince)
		if err != nil {
			return nil, err
		}
		causes, err := c.manifest.Affected(cmd.Context(), s.root, c.Tests, changed)
		if err != nil {
			return nil, &exitError{status: exitInterrupt}
		}
		c.causes = causes
		filters = append(filters, func(t wpt.Test) string {
			if _, ok := causes[t.Path]; ok {
				return ""
			}
			return "no change since " + f.changedSince + " affects it"
		})
	}
	return filters, nil
}

// cacheFile gives the manifest's cache for a suite in dir and the name under
// which it knows the suite; both are "" for the suite in the program, which needs none.
func (f *selectFlags) cacheFile(dir string) (file, identity string) {
	if dir == "" || f.manifestCache == "off" {
		return "", ""
	}
	identity = absolute(dir)
	if real, err := filepath.EvalSymlinks(identity); err == nil {
		identity = real
	}
	if f.manifestCache != "" {
		return f.manifestCache, identity
	}
	sum := sha256.Sum256([]byte(identity))
	return userCache("manifest-" + hex.EncodeToString(sum[:6]) + ".bin"), identity
}

// divide keeps the tests of one shard.
func (f *selectFlags) divide(c *choice, shard wpt.Shard, origin string, notes io.Writer) error {
	durations := map[string]time.Duration{}
	for _, name := range f.durations {
		outcomes, err := readOutcomes(name)
		if err != nil {
			return misuse("--durations: %v", err)
		}
		for url, o := range outcomes {
			durations[url] = max(durations[url], o.duration)
		}
	}
	all := len(c.Tests)
	c.whole, c.shard = slices.Clone(c.Tests), shard.String()
	c.shards = wpt.Shards(c.Tests, shard.Count, durations)
	c.keep(func(t wpt.Test) string {
		if of := c.shards[t.URL]; of != shard.Index {
			return fmt.Sprintf("it is in shard %d/%d", of, shard.Count)
		}
		return ""
	})
	fmt.Fprintf(notes, "shard %s (%s): %d of %d tests\n", shard, origin, len(c.Tests), all)
	return nil
}

package wpt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// cacheMagic starts a cache file. Its number goes up whenever the same file would
// give other facts than before.
const cacheMagic = "exeunt manifest 1\n"

// racy is how close to the scan a file's last change may lie before its time
// stamp is no proof: a second change within the clock's tick leaves no trace.
const racy = 2 * time.Second

// A cached entry is what a file said when it was as stamp says.
type cached struct {
	path  string
	stamp stamp
	facts facts
}

// A stamp tells whether a file is still the one that was read. The time of the
// inode's change, where there is one, also sees what keeps size and modification
// time: a copy that preserves them, a file put back.
type stamp struct {
	size, modified, changed int64 // bytes, and nanoseconds since 1970
}

// unreliable is the stamp of a file that has to be read again.
var unreliable = stamp{size: -1}

func stampOf(info fs.FileInfo) stamp {
	return stamp{info.Size(), info.ModTime().UnixNano(), changeTime(info)}
}

// reliable reports whether a file with that stamp, read in a scan that began at
// that time, can be recognised by it. Archives and images often set all times to
// one day in 1970 or 1980; then only the inode's time counts.
func (s stamp) reliable(began time.Time) bool {
	latest := max(s.modified, s.changed)
	return latest < began.Add(-racy).UnixNano() && latest > time.Date(1980, 1, 3, 0, 0, 0, 0, time.UTC).UnixNano()
}

func (s *scan) note(format string, args ...any) {
	if s.options.Note != nil {
		s.options.Note(fmt.Sprintf(format, args...))
	}
}

// load reads the cache. Whatever is wrong with it costs only time.
func (s *scan) load() {
	s.began = time.Now()
	content, err := os.ReadFile(s.options.Cache)
	if errors.Is(err, fs.ErrNotExist) {
		s.stale = true
		return
	}
	var entries []cached
	if err == nil {
		entries, err = decodeCache(content, s.options.Dir)
	}
	if err != nil {
		s.stale = true
		s.note("the manifest's cache %s is made anew: %v", s.options.Cache, err)
		return
	}
	s.old = make(map[string]cached, len(entries))
	for _, c := range entries {
		s.old[c.path] = c
	}
}

// save writes the cache if the scan found anything new. What lies outside the
// scanned folders stays in it.
func (s *scan) save() {
	if !s.stale && s.manifest.Read == 0 && s.manifest.Cached == len(s.old) {
		return
	}
	var fresh []cached
	for _, b := range s.batches {
		fresh = append(fresh, b.fresh...)
	}
	seen := make(map[string]bool, len(fresh))
	for _, c := range fresh {
		seen[c.path] = true
	}
	gone := 0
	for name, c := range s.old {
		switch {
		case seen[name]:
		case s.covers(name):
			gone++
		default:
			fresh = append(fresh, c)
		}
	}
	if !s.stale && s.manifest.Read == 0 && gone == 0 {
		return
	}
	for i, c := range fresh {
		if !c.stamp.reliable(s.began) {
			fresh[i].stamp = unreliable
		}
	}
	slices.SortFunc(fresh, func(a, b cached) int { return strings.Compare(a.path, b.path) })
	if err := writeAtomically(s.options.Cache, encodeCache(fresh, s.options.Dir)); err != nil {
		s.note("the manifest is not cached: %v", err)
	}
}

// writeAtomically replaces a file in one step, so that whoever reads it, and
// whoever writes it at the same time, has one whole version.
func writeAtomically(name string, content []byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, filepath.Base(name)+".*.tmp")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	err = errors.Join(err, f.Close())
	if err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}

// encodeCache gives the cache file: the magic line, a checksum of the rest, the
// suite's folder, and the entries; numbers are varints, texts have their length
// in front.
func encodeCache(entries []cached, dir string) []byte {
	var body []byte
	text := func(s string) {
		body = binary.AppendUvarint(body, uint64(len(s)))
		body = append(body, s...)
	}
	text(dir)
	body = binary.AppendUvarint(body, uint64(len(entries)))
	for _, c := range entries {
		text(c.path)
		body = binary.AppendVarint(body, c.stamp.size)
		body = binary.AppendVarint(body, c.stamp.modified)
		body = binary.AppendVarint(body, c.stamp.changed)
		flags := byte(slices.Index(kinds, c.facts.kind)) << 2
		if c.facts.long {
			flags |= 1
		}
		if c.facts.testdriver {
			flags |= 2
		}
		body = append(body, flags)
		text(c.facts.title)
		text(c.facts.features)
		text(c.facts.global)
		text(c.facts.reason)
		body = binary.AppendUvarint(body, uint64(len(c.facts.variants)))
		for _, v := range c.facts.variants {
			text(v)
		}
	}
	head := binary.LittleEndian.AppendUint32([]byte(cacheMagic), crc32.ChecksumIEEE(body))
	return append(head, body...)
}

// Reasons not to believe a cache file.
var (
	errForeignCache = errors.New("it is of another version, or no cache of a manifest")
	errBrokenCache  = errors.New("it is damaged")
	errOtherSuite   = errors.New("it is of another folder")
)

// decodeCache reads what [encodeCache] wrote, for the suite in dir. It believes
// nothing: lengths are checked, and the sum must be right.
func decodeCache(content []byte, dir string) ([]cached, error) {
	rest, ok := bytes.CutPrefix(content, []byte(cacheMagic))
	if !ok {
		return nil, errForeignCache
	}
	if len(rest) < 4 || binary.LittleEndian.Uint32(rest) != crc32.ChecksumIEEE(rest[4:]) {
		return nil, errBrokenCache
	}
	d := &decoder{rest: string(rest[4:])}
	if of := d.text(); !d.bad && of != dir {
		return nil, errOtherSuite
	}
	n := d.uvarint()
	if n > uint64(len(d.rest)) { // an entry is longer than a byte
		return nil, errBrokenCache
	}
	entries := make([]cached, 0, n)
	for range n {
		c := cached{path: d.text(), stamp: stamp{d.varint(), d.varint(), d.varint()}}
		flags := d.byte()
		if int(flags>>2) >= len(kinds) {
			return nil, errBrokenCache
		}
		c.facts = facts{kind: kinds[flags>>2], long: flags&1 != 0, testdriver: flags&2 != 0,
			title: d.text(), features: d.text(), global: d.text(), reason: d.text()}
		variants := d.uvarint()
		if d.bad || variants > uint64(len(d.rest)) {
			return nil, errBrokenCache
		}
		for range variants {
			c.facts.variants = append(c.facts.variants, d.text())
		}
		entries = append(entries, c)
	}
	if d.bad || d.rest != "" {
		return nil, errBrokenCache
	}
	return entries, nil
}

// A decoder takes values off the front of a text. Once that fails, bad stays set
// and all further values are empty.
type decoder struct {
	rest string
	bad  bool
}

func (d *decoder) uvarint() uint64 {
	var value uint64
	for shift := 0; shift < 64; shift += 7 {
		b := d.byte()
		value |= uint64(b&0x7F) << shift
		if b < 0x80 {
			return value
		}
	}
	d.bad = true
	return 0
}

func (d *decoder) varint() int64 {
	u := d.uvarint()
	return int64(u>>1) ^ -int64(u&1)
}

func (d *decoder) byte() byte {
	if d.rest == "" {
		d.bad = true
		return 0
	}
	b := d.rest[0]
	d.rest = d.rest[1:]
	return b
}

func (d *decoder) text() string {
	n := d.uvarint()
	if n > uint64(len(d.rest)) {
		d.bad, d.rest = true, ""
		return ""
	}
	s := d.rest[:n]
	d.rest = d.rest[n:]
	return s
}

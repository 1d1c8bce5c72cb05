package stepper

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/exeunt/exeunt/engine/recording"
)

// A trace file is a zip archive of two members: what is known of the run, and the recording.
const (
	TraceFormat     = "exeunt-trace"
	TraceVersion    = 1
	runMember       = "run.json"
	recordingMember = "recording.jsonl"
)

// maxRun bounds the unpacked run.json, in bytes. A recording has its own bounds.
const maxRun = 64 << 20

// A Run is what a trace file says of the run beside the recording.
type Run struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
	Exeunt  string `json:"exeunt"`
	Test    string `json:"test"` // URL
	Suite   string `json:"suite,omitempty"`
	Seed    uint64 `json:"seed"`
	Engine  string `json:"engine,omitempty"` // the engine's word for itself
	Chrome  string `json:"chrome,omitempty"` // and Chrome's; empty when the test did not run there
	Status  string `json:"status,omitempty"` // of the harness in the engine
	// Observed lays what was seen of the engine and of Chrome side by side, in the engine's order.
	Observed []Observed `json:"observed,omitempty"`
	// Divergence is the event of the recording at which the engine parts from Chrome; -1 when there is none, or it is not known.
	Divergence int    `json:"divergence"`
	Why        string `json:"why"` // what parts there, or why it is not known
}

// Observed is something that a driver saw of both browsers, or of one.
type Observed struct {
	Layer  string `json:"layer"` // wire, lifecycle, subtests
	Engine string `json:"engine,omitempty"`
	Chrome string `json:"chrome,omitempty"`
	Same   bool   `json:"same,omitempty"`
	First  bool   `json:"first,omitempty"` // the first divergence
	Event  int    `json:"event"`           // of the engine's side; -1 when the recording does not show it
}

// WriteTrace writes a trace file. text is a recording as it was written.
func WriteTrace(w io.Writer, run *Run, text []byte) error {
	return writeTrace(w, run, func(z *zip.Writer) error {
		f, err := z.CreateHeader(&zip.FileHeader{Name: recordingMember, Method: zip.Deflate})
		if err != nil {
			return err
		}
		_, err = f.Write(text)
		return err
	})
}

// RewriteTrace writes the trace file in data with another run.
func RewriteTrace(w io.Writer, run *Run, data []byte) error {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return err
	}
	return writeTrace(w, run, func(out *zip.Writer) error {
		for _, f := range z.File {
			if f.Name == recordingMember {
				return out.Copy(f)
			}
		}
		return errors.New("the archive has no " + recordingMember)
	})
}

func writeTrace(w io.Writer, run *Run, rest func(*zip.Writer) error) error {
	run.Format, run.Version = TraceFormat, TraceVersion
	z := zip.NewWriter(w)
	// Packing them better would take a tenth of the time of a run, and save a quarter of the room.
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	about, err := json.MarshalIndent(run, "", " ")
	if err != nil {
		return err
	}
	// Without a time, the same run makes the same bytes.
	f, err := z.CreateHeader(&zip.FileHeader{Name: runMember, Method: zip.Deflate})
	if err != nil {
		return err
	}
	if _, err := f.Write(about); err != nil {
		return err
	}
	if err := rest(z); err != nil {
		return err
	}
	return z.Close()
}

// ReadTrace reads a trace file, or a bare recording, gzipped or not. Of a file that was cut short it reads what is whole, and the
// recording says so. The error says which member and line is wrong.
func ReadTrace(data []byte) (*Run, *recording.Recording, error) {
	none := &Run{Divergence: -1, Why: "the trace says nothing of Chrome"}
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
	case bytes.HasPrefix(data, []byte{0x1f, 0x8b}):
		g, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return nil, nil, err
		}
		r, err := recording.Read(g)
		return none, r, err
	default:
		r, err := recording.Read(bytes.NewReader(data))
		return none, r, err
	}
	members, err := traceMembers(data)
	if err != nil {
		return nil, nil, err
	}
	run := none
	if f := members[runMember]; f != nil {
		text, err := io.ReadAll(io.LimitReader(f, maxRun+1))
		if err == nil && len(text) > maxRun {
			err = fmt.Errorf("it is longer than %d bytes", maxRun)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", runMember, err)
		}
		if err := json.Unmarshal(text, run); err != nil {
			return nil, nil, fmt.Errorf("%s: %s", runMember, recording.Misfit(err))
		}
		if run.Format != TraceFormat || run.Version != TraceVersion {
			return nil, nil, fmt.Errorf("%s: a trace of %q version %d; this program reads %q version %d: record the test again", runMember, run.Format, run.Version, TraceFormat, TraceVersion)
		}
	}
	f := members[recordingMember]
	if f == nil {
		return nil, nil, errors.New("the archive has no " + recordingMember + ": it is no trace of exeunt")
	}
	r, err := recording.Read(f)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", recordingMember, err)
	}
	run.Divergence = max(run.Divergence, -1)
	if run.Divergence >= len(r.Events) {
		run.Divergence, run.Why = -1, "the trace was cut short before the divergence"
	}
	for i := range run.Observed {
		if o := &run.Observed[i]; o.Event >= len(r.Events) || o.Event < -1 {
			o.Event = -1
		}
	}
	return run, r, nil
}

// traceMembers opens the members of a trace's archive that are known here.
func traceMembers(data []byte) (map[string]io.Reader, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		if members := cutMembers(data); members[recordingMember] != nil {
			return members, nil
		}
		return nil, fmt.Errorf("the archive is damaged or was cut short: %w", err)
	}
	members := map[string]io.Reader{}
	for _, f := range z.File {
		if f.Name != runMember && f.Name != recordingMember {
			continue
		}
		// What is open here is memory: nothing has to be closed.
		if members[f.Name], err = f.Open(); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return members, nil
}

// Find returns the event of the nth entry, counted from 1, into an algorithm for which fits holds; -1 when there is none.
func Find(r *recording.Recording, n int, fits func(algorithm string, args []string) bool) int {
	for i := range r.Events {
		e := &r.Events[i]
		if e.Kind != recording.Enter {
			continue
		}
		if a := r.AlgorithmOf(e); a != nil && fits(a.String(), e.Args) {
			if n--; n == 0 {
				return i
			}
		}
	}
	return -1
}

// StopBefore returns the last stop before event i, but for those that are the doing of script in a file whose URL ends in without.
// When there is none it returns i.
func StopBefore(r *recording.Recording, i int, without string) int {
	enters := map[int]*recording.Event{}
	for j := range i {
		if e := &r.Events[j]; e.Kind == recording.Enter {
			enters[e.Frame] = e
		}
	}
	for j := i - 1; j >= 0; j-- {
		if isStop(r.Events[j].Kind) && !strings.HasSuffix(scriptOf(enters, r.Events[j].Frame), without) {
			return j
		}
	}
	return i
}

// scriptOf returns the URL of the innermost script on the stack of a frame.
func scriptOf(enters map[int]*recording.Event, frame int) string {
	for e := enters[frame]; e != nil; e = enters[e.Parent] {
		if len(e.Script) > 0 {
			at := ScriptPosition(e.Script[0])
			return at[:max(0, strings.LastIndexByte(at, ':'))]
		}
	}
	return ""
}

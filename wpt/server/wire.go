package server

import (
	"net/http"
	"sync"
	"time"
)

// Request is one line of the wire log.
type Request struct {
	Seq        int // order of arrival, from 1
	Time       time.Time
	Method     string
	URL        string // as asked for, with scheme, host and port
	Proto      string // "HTTP/1.1", "HTTP/2.0"
	Header     http.Header
	BodyLength int64  // bytes
	BodyHash   string // hex SHA-256, "" for no body
	Status     int    // 0 if none was sent
	Aborted    bool   // the client went away before it had the whole response
	Handler    string // what answered: "file", "window wrapper", "/common/slow.py" …
}

// A wire passes requests on in order of arrival: a line that is complete waits
// for those before it.
type wire struct {
	mu      sync.Mutex
	log     func(Request)
	next    int // the next number to give
	due     int // the next number to pass on
	done    map[int]Request
	running sync.WaitGroup
	late    map[int]bool // passed over by flush; they are logged as they end
}

func newWire(log func(Request)) *wire {
	if log == nil {
		log = func(Request) {}
	}
	return &wire{log: log, next: 1, due: 1, done: map[int]Request{}, late: map[int]bool{}}
}

// arrive numbers a request.
func (w *wire) arrive() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next++
	w.running.Add(1)
	return w.next - 1
}

// end records a request that has been answered or aborted.
func (w *wire) end(r Request) {
	defer w.running.Done()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.late[r.Seq] {
		delete(w.late, r.Seq)
		w.log(r)
		return
	}
	w.done[r.Seq] = r
	for w.passOne() {
	}
}

func (w *wire) passOne() bool {
	r, ok := w.done[w.due]
	if !ok {
		return false
	}
	delete(w.done, w.due)
	w.due++
	w.log(r)
	return true
}

// flush passes on all complete lines without waiting for earlier ones.
func (w *wire) flush() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for w.due < w.next {
		if !w.passOne() {
			w.late[w.due] = true
			w.due++
		}
	}
}

// wait blocks until every request that arrived has ended. It is for a server that
// is closing: its handlers end because their clients are gone.
func (w *wire) wait() { w.running.Wait() }

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
	running int             // requests without an end yet
	waiting []chan struct{} // closed when running gets to 0
	late    map[int]bool    // passed over by flush; they are logged as they end
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
	w.running++
	return w.next - 1
}

// end records a request that has been answered or aborted.
func (w *wire) end(r Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer w.ended() // after the line is passed on
	if w.late[r.Seq] {
		delete(w.late, r.Seq)
		w.log(r)
		return
	}
	w.done[r.Seq] = r
	for w.passOne() {
	}
}

// ended counts a request off and wakes who waits for the last.
func (w *wire) ended() {
	w.running--
	if w.running > 0 {
		return
	}
	for _, waiting := range w.waiting {
		close(waiting)
	}
	w.waiting = nil
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

// idle blocks until every request that arrived has ended, or stop is closed. It
// reports whether none is left.
func (w *wire) idle(stop <-chan struct{}) bool {
	w.mu.Lock()
	if w.running == 0 {
		w.mu.Unlock()
		return true
	}
	ended := make(chan struct{})
	w.waiting = append(w.waiting, ended)
	w.mu.Unlock()
	select {
	case <-ended:
		return true
	case <-stop:
		return false
	}
}

package server

import (
	"net/http"
	"slices"
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
	Missing    string // what the server lacks to answer, "" for nothing: a handler's path, or a kind of wrapper
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
	open    map[int]state // requests without an end yet
	waiting []waiter
	late    map[int]bool // passed over by flush; they are logged as they end
}

// state says what a request without an end does.
type state int

const (
	answering state = iota // somebody works on it
	sleeping               // its handler waits for its client's virtual clock
	forsaken               // it had its time to end, and nobody waits for it any more
)

// A waiter waits until no request is left in a state up to the given one.
type waiter struct {
	state state
	none  chan struct{} // closed then
}

func newWire(log func(Request)) *wire {
	if log == nil {
		log = func(Request) {}
	}
	return &wire{log: log, next: 1, due: 1, done: map[int]Request{}, open: map[int]state{}, late: map[int]bool{}}
}

// arrive numbers a request.
func (w *wire) arrive() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.next++
	w.open[w.next-1] = answering
	return w.next - 1
}

// end records a request that has been answered or aborted.
func (w *wire) end(r Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	defer func() { // after the line is passed on
		delete(w.open, r.Seq)
		w.tell()
	}()
	if w.late[r.Seq] {
		delete(w.late, r.Seq)
		w.log(r)
		return
	}
	w.done[r.Seq] = r
	for w.passOne() {
	}
}

// become changes what a request without an end does.
func (w *wire) become(seq int, s state) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open[seq] = s
	w.tell()
}

// tell wakes those for whom no request is left.
func (w *wire) tell() {
	w.waiting = slices.DeleteFunc(w.waiting, func(waiting waiter) bool {
		if !w.none(waiting.state) {
			return false
		}
		close(waiting.none)
		return true
	})
}

// none reports whether no request is in a state up to the given one.
func (w *wire) none(upTo state) bool {
	for _, s := range w.open {
		if s <= upTo {
			return false
		}
	}
	return true
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

// idle blocks until no request is in a state up to the given one, or stop is closed.
// It reports whether none is left.
func (w *wire) idle(upTo state, stop <-chan struct{}) bool {
	w.mu.Lock()
	if w.none(upTo) {
		w.mu.Unlock()
		return true
	}
	waiting := waiter{upTo, make(chan struct{})}
	w.waiting = append(w.waiting, waiting)
	w.mu.Unlock()
	select {
	case <-waiting.none:
		return true
	case <-stop:
		return false
	}
}

// forsake gives up waiting for requests that are in a state up to the given one.
func (w *wire) forsake(upTo state) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for seq, s := range w.open {
		if s <= upTo {
			w.open[seq] = forsaken
		}
	}
	w.tell()
}

package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The names by which a client on a virtual clock and the server agree. A client
// sends clockHeader; the server then sleeps for nothing.
//
// Instead of sleeping before it answers, it sends a 102 with waitHeader
// (milliseconds) and resumeHeader, and goes on when the client, whose clock has
// got there, posts to resumePath + id. A body that would come in parts comes at
// once, with scheduleHeader: "ms:bytes,…", wait so long, then so many more bytes
// are readable, and the rest at the end.
const (
	headerPrefix   = "Exeunt-"
	clockHeader    = "Exeunt-Clock"
	waitHeader     = "Exeunt-Wait"
	resumeHeader   = "Exeunt-Resume"
	scheduleHeader = "Exeunt-Schedule"
	resumePath     = "/.exeunt/resume/"
)

// waits are the handlers that a client has to wake.
type waits struct {
	mu      sync.Mutex
	last    int
	waiting map[string]sleeper
}

// A sleeper is a handler that waits.
type sleeper struct {
	woken  chan struct{}
	waking func() // called before it wakes
}

func newWaits() *waits { return &waits{waiting: map[string]sleeper{}} }

func (w *waits) add(waking func()) (string, chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last++
	id, woken := strconv.Itoa(w.last), make(chan struct{})
	w.waiting[id] = sleeper{woken, waking}
	return id, woken
}

func (w *waits) remove(id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.waiting, id)
}

// resume wakes a handler; false if none waits under that id.
func (w *waits) resume(id string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	s, ok := w.waiting[id]
	if ok {
		delete(w.waiting, id)
		s.waking()
		close(s.woken)
	}
	return ok
}

// Wait lets d pass before the answer, on whichever clock the client has. It ends
// the handler if the client goes away meanwhile.
func (c *call) Wait(d time.Duration) {
	if d <= 0 {
		return
	}
	if !c.virtual {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-c.ctx.Done():
			panic(errAborted)
		}
		return
	}
	wire := c.server.wire
	id, woken := c.server.waits.add(func() { wire.become(c.seq, answering) })
	defer c.server.waits.remove(id)
	wire.become(c.seq, sleeping)
	h := c.w.Header()
	h.Set(waitHeader, milliseconds(d))
	h.Set(resumeHeader, id)
	c.w.WriteHeader(http.StatusProcessing)
	h.Del(waitHeader)
	h.Del(resumeHeader)
	select {
	case <-woken:
	case <-c.ctx.Done():
		panic(errAborted)
	}
}

func milliseconds(d time.Duration) string {
	return strconv.FormatFloat(float64(d)/float64(time.Millisecond), 'f', -1, 64)
}

// A part is a piece of a body that is sent after a delay.
type part struct {
	delay time.Duration
	bytes int
}

// maxSchedule keeps scheduleHeader well below what clients accept as a header.
const maxSchedule = 4096

// schedule writes parts as the value of scheduleHeader. A body in very many parts
// is told more coarsely: neighbours are merged, no delay is lost.
func schedule(parts []part) string {
	for len(parts) > maxSchedule {
		merged := make([]part, 0, (len(parts)+1)/2)
		for i := 0; i < len(parts); i += 2 {
			p := parts[i]
			if i+1 < len(parts) {
				p.delay += parts[i+1].delay
				p.bytes += parts[i+1].bytes
			}
			merged = append(merged, p)
		}
		parts = merged
	}
	text := make([]string, len(parts))
	for i, p := range parts {
		text[i] = fmt.Sprintf("%s:%d", milliseconds(p.delay), p.bytes)
	}
	return strings.Join(text, ",")
}

package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/textproto"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/exeunt/exeunt/internal/eventloop"
	"github.com/exeunt/exeunt/internal/weburl"
)

// abortPatience is how long in real time an aborted request that holds the wire may take to be answered before its
// connection is closed.
const abortPatience = 100 * time.Millisecond

// How long in real time a request may hold the wire of virtual time when its server neither answers nor announces a wait: then others
// go on. While one of them stays silent the next ones get less. See docs/decisions/0067.
const (
	silencePatience = 3 * time.Second
	silentAgain     = 200 * time.Millisecond
)

// The header names by which engine and test server agree on waiting in virtual time.
const (
	clockHeader    = "Exeunt-Clock"
	waitHeader     = "Exeunt-Wait"
	resumeHeader   = "Exeunt-Resume"
	scheduleHeader = "Exeunt-Schedule"
	resumePath     = "/.exeunt/resume/"
)

// maxAhead is how many fetches of one user agent may run ahead of the network: each keeps a stack while it waits for its turn.
const maxAhead = 200

// wire puts requests on the network. In virtual time they leave one at a time in the order they
// were issued; each is answered, or its wait announced, before the next leaves, so that what a
// server sees is the same in each run. In real time they go at once.
type wire struct {
	queue  []func(context.Context)
	begun  int      // fetches whose parallel steps have not come to the network yet
	behind []func() // begin those of fetches for which too many are ahead, in order
	busy   bool
	quiet  []func(context.Context) // to be told when nothing is on the wire or waits for it
	silent int                     // exchanges that others no longer wait for, and that are not over
	live   map[*exchange]struct{}  // exchanges with a goroutine that may still block on the network
}

// Close gives up what is in flight or waits for a server, so that no connection outlives the user agent with nobody to
// read from it. It is called when the loop has ended, and nothing may be fetched after it.
func (ua *UserAgent) Close() {
	for x := range ua.wire.live {
		x.abandon()
	}
	ua.wire.live = nil
}

func (w *wire) add(x *exchange) {
	if w.live == nil {
		w.live = map[*exchange]struct{}{}
	}
	w.live[x] = struct{}{}
}

// WireQuiet has f called on the loop when no request is on the wire of virtual time or waits for it: at once
// if that is so now. Requests whose server announced a wait do not count.
func (ua *UserAgent) WireQuiet(ctx context.Context, f func(context.Context)) {
	w := &ua.wire
	w.quiet = append(w.quiet, f)
	w.next(ctx)
}

// enqueue runs start when the wire is free; start or what it causes calls leave once.
func (w *wire) enqueue(ctx context.Context, start func(context.Context)) {
	w.queue = append(w.queue, start)
	w.next(ctx)
}

// begin runs the parallel steps of a fetch, once not too many others are ahead of it.
func (fp *params) begin(ctx context.Context, steps func(context.Context)) {
	w := &fp.ua.wire
	w.behind = append(w.behind, func() {
		w.begun++
		fp.begun = true
		fp.ua.Loop.InParallel(ctx, func(ctx context.Context) {
			defer func() { fp.arrive(); w.next(ctx) }()
			steps(ctx)
		})
	})
	w.fill()
}

// arrive is called when a fetch that has begun comes to the network, or ends without it.
func (fp *params) arrive() {
	if fp.begun {
		fp.begun = false
		fp.ua.wire.begun--
		fp.ua.wire.fill()
	}
}

func (w *wire) fill() {
	for len(w.behind) > 0 && w.begun+len(w.queue) < maxAhead {
		begin := w.behind[0]
		w.behind[0] = nil
		w.behind = w.behind[1:]
		begin()
	}
}

func (w *wire) next(ctx context.Context) {
	w.fill()
	if w.busy {
		return
	}
	if len(w.queue) == 0 {
		if len(w.behind) > 0 {
			return
		}
		quiet := w.quiet
		w.quiet = nil
		for _, f := range quiet {
			f(ctx)
		}
		return
	}
	start := w.queue[0]
	w.queue[0] = nil
	w.queue = w.queue[1:]
	w.busy = true
	start(ctx)
}

func (w *wire) leave(ctx context.Context) {
	w.busy = false
	w.next(ctx)
}

// exchange is one request on the wire and what came back. All of it lives on the loop but run,
// which is the goroutine that blocks on the network.
type exchange struct {
	ua       *UserAgent
	request  *http.Request
	target   *weburl.URL
	virtual  bool
	early    func(ctx context.Context, status int, h HeaderList) // informational responses; may be nil
	done     bool                                                // the response headers are here, or an error
	answered eventloop.Gate                                      // opens with done, or when nobody wants the response any more
	response *Response
	stream   *Stream
	err      error

	silence *time.Timer // of limitSilence; nil in real time
	heard   atomic.Bool // something came back
	mu      sync.Mutex  // guards the two below
	begun   *begun      // a response whose body has not ended yet
	pieces  bool        // the body is delivered as it comes
	given   bool        // up: counted in wire.silent

	onWire   bool // holds the wire, in virtual time
	release  func()
	cancel   context.CancelFunc
	canceled bool
	finished bool // the goroutine has delivered all
	timer    *eventloop.Timer
	onEnd    func(context.Context) // when the exchange is over
}

// send issues a request. body may be nil; the result's done tells when the response is there.
func (ua *UserAgent) send(ctx context.Context, method string, u *weburl.URL, h HeaderList, body []byte, early func(context.Context, int, HeaderList), onEnd func(context.Context)) *exchange {
	x := &exchange{ua: ua, target: u, virtual: ua.Loop.Virtual(), early: early, onEnd: onEnd}
	x.stream = NewStream(func(ctx context.Context, _ any) { x.abort(ctx) })
	r, err := newHTTPRequest(method, u, h, body)
	if err != nil {
		x.done, x.err, x.finished = true, err, true
		if onEnd != nil {
			onEnd(ctx)
		}
		return x
	}
	goctx, cancel := context.WithCancel(context.Background())
	x.cancel = cancel
	x.request = r.WithContext(httptrace.WithClientTrace(goctx, &httptrace.ClientTrace{Got1xxResponse: x.got1xx}))
	if !x.virtual {
		ua.wire.add(x)
		go x.run()
		return x
	}
	r.Header[clockHeader] = []string{"virtual"}
	ua.wire.enqueue(ctx, func(ctx context.Context) {
		if x.canceled {
			x.finish(ctx, context.Canceled)
			ua.wire.leave(ctx)
			return
		}
		x.take()
		ua.wire.add(x)
		x.limitSilence()
		go x.run()
	})
	return x
}

// limitSilence lets others use the wire, and the clock move, when the server is silent for too long. What it may answer later
// is delivered then.
func (x *exchange) limitSilence() {
	patience := silencePatience
	if x.ua.wire.silent > 0 {
		patience = silentAgain
	}
	x.silence = time.AfterFunc(patience, func() {
		if x.heard.Load() {
			return
		}
		x.ua.Loop.Post(func(ctx context.Context) {
			if x.onWire && !x.heard.Load() {
				x.given = true
				x.ua.wire.silent++
				x.deliverBegun(ctx)
				x.drop(ctx)
			}
		})
	})
}

const readSize = 32 << 10 // bytes of a body that are read at once

// readBuffers are shared: a page that goes may leave tens of thousands of requests.
var readBuffers = sync.Pool{New: func() any { return new([readSize]byte) }}

// begun is what has come of a response.
type begun struct {
	response *Response
	body     []byte
}

// deliverBegun delivers what has come of a response whose server has fallen silent; what still comes is delivered as it does.
func (x *exchange) deliverBegun(ctx context.Context) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.pieces = true
	if x.begun == nil || x.canceled {
		return
	}
	x.headers(x.begun.response)
	x.stream.Enqueue(ctx, x.begun.body)
}

// readAll reads a body that is delivered when all of it is there, unless its server falls silent before: then pieces is true, and all
// that came has been delivered.
func (x *exchange) readAll(response *Response, body io.Reader) (b []byte, pieces bool, err error) {
	x.mu.Lock()
	x.begun = &begun{response: response}
	late := x.pieces
	x.mu.Unlock()
	if late {
		x.ua.Loop.Deliver(func(context.Context) { x.headers(response) })
	}
	buffer := readBuffers.Get().(*[readSize]byte)
	defer readBuffers.Put(buffer)
	for {
		n, err := body.Read(buffer[:])
		x.mu.Lock()
		pieces = x.pieces
		if !pieces {
			x.begun.body = append(x.begun.body, buffer[:n]...)
		}
		b = x.begun.body
		if err != nil {
			x.heard.Store(true)
			x.begun = nil
		}
		x.mu.Unlock()
		if pieces && n > 0 {
			chunk := bytes.Clone(buffer[:n])
			x.ua.Loop.Deliver(func(ctx context.Context) { x.stream.Enqueue(ctx, chunk) })
		}
		if err == io.EOF {
			return b, pieces, nil
		}
		if err != nil {
			return b, pieces, err
		}
	}
}

// take holds the clock, and the wire, which the caller has got.
func (x *exchange) take() {
	x.onWire = true
	x.release = x.ua.Loop.Hold()
}

// drop gives the wire and the clock back.
func (x *exchange) drop(ctx context.Context) {
	if x.silence != nil {
		x.silence.Stop()
	}
	if x.onWire {
		x.onWire = false
		x.ua.wire.leave(ctx)
	}
	if x.release != nil {
		x.release()
		x.release = nil
	}
}

// abort ends the exchange from the engine's side.
func (x *exchange) abort(ctx context.Context) {
	if x.canceled || x.finished {
		return
	}
	x.canceled = true
	if x.timer != nil {
		x.timer.Stop()
	}
	x.abandon()
}

// abandon has the goroutine give up.
func (x *exchange) abandon() {
	switch {
	case x.cancel == nil:
	case x.onWire:
		// The server has the request, or will have it in a moment: that it sees it must not depend on chance.
		time.AfterFunc(abortPatience, x.cancel)
	default:
		x.cancel()
	}
}

// run does the blocking part.
func (x *exchange) run() {
	loop := x.ua.Loop
	resp, err := x.ua.Network.RoundTrip(x.request)
	if err != nil {
		x.heard.Store(true)
		x.cancel()
		loop.Deliver(func(ctx context.Context) { x.finish(ctx, err); x.drop(ctx) })
		return
	}
	defer x.cancel()
	defer resp.Body.Close()
	schedule := resp.Header.Get(scheduleHeader)
	resp.Header.Del(scheduleHeader)
	response := convertResponse(resp)
	body := decodeBody(resp.Body, response.Header)
	limit := x.ua.MaxBody
	if limit <= 0 {
		limit = 256 << 20
	}
	body = &limitedReader{r: body, left: limit}
	if x.virtual {
		b, pieces, err := x.readAll(response, body)
		loop.Deliver(func(ctx context.Context) {
			if pieces {
				x.finish(ctx, err)
				return
			}
			if x.canceled {
				x.finish(ctx, context.Canceled)
				x.drop(ctx)
				return
			}
			x.headers(response)
			if schedule != "" && err == nil {
				x.play(ctx, b, schedule)
			} else {
				x.stream.Enqueue(ctx, b)
				x.finish(ctx, err)
			}
			x.drop(ctx)
		})
		return
	}
	loop.Deliver(func(context.Context) { x.headers(response) })
	buffer := readBuffers.Get().(*[readSize]byte)
	defer readBuffers.Put(buffer)
	for {
		n, err := body.Read(buffer[:])
		if n > 0 {
			chunk := bytes.Clone(buffer[:n])
			loop.Deliver(func(ctx context.Context) { x.stream.Enqueue(ctx, chunk) })
		}
		if err != nil {
			if err == io.EOF {
				err = nil
			}
			loop.Deliver(func(ctx context.Context) { x.finish(ctx, err) })
			return
		}
	}
}

func (x *exchange) headers(r *Response) {
	if x.done {
		return
	}
	r.Body = StreamBody(x.stream)
	x.done, x.response = true, r
	x.answered.Open()
}

// finish ends the exchange; err is nil after a complete response.
func (x *exchange) finish(ctx context.Context, err error) {
	if x.finished {
		return
	}
	x.finished = true
	if x.given {
		x.ua.wire.silent--
	}
	delete(x.ua.wire.live, x)
	if !x.done {
		if err == nil {
			err = io.ErrUnexpectedEOF
		}
		x.done, x.err = true, err
		x.answered.Open()
	} else if err != nil {
		x.stream.Error(ctx, err)
	} else {
		x.stream.Close(ctx)
	}
	if x.onEnd != nil {
		x.onEnd(ctx)
	}
}

// play lets the body arrive as the schedule says: "ms:bytes,…", the rest with the last.
func (x *exchange) play(ctx context.Context, body []byte, schedule string) {
	first, rest, _ := strings.Cut(schedule, ",")
	ms, size, ok := strings.Cut(strings.TrimSpace(first), ":")
	wait, err1 := strconv.ParseFloat(ms, 64)
	n, err2 := strconv.Atoi(size)
	if !ok || err1 != nil || err2 != nil || n < 0 {
		x.stream.Enqueue(ctx, body)
		x.finish(ctx, nil)
		return
	}
	x.timer = x.ua.Loop.After(ctx, time.Duration(wait*float64(time.Millisecond)), func(ctx context.Context) {
		n := min(n, len(body))
		x.stream.Enqueue(ctx, body[:n])
		if rest == "" {
			x.stream.Enqueue(ctx, body[n:])
			x.finish(ctx, nil)
			return
		}
		x.play(ctx, body[n:], rest)
	})
}

// got1xx is called by the Network on some goroutine.
func (x *exchange) got1xx(status int, h textproto.MIMEHeader) error {
	if status != http.StatusProcessing || !x.virtual || h.Get(waitHeader) == "" {
		if x.early != nil && status == http.StatusEarlyHints {
			list := headerListOf(http.Header(h))
			x.ua.Loop.Deliver(func(ctx context.Context) { x.early(ctx, status, list) })
		}
		return nil
	}
	ms, err := strconv.ParseFloat(h.Get(waitHeader), 64)
	if err != nil {
		return fmt.Errorf("%s: %w", waitHeader, err)
	}
	id := h.Get(resumeHeader)
	x.heard.Store(true)
	x.ua.Loop.Deliver(func(ctx context.Context) {
		if x.finished {
			return
		}
		if x.canceled {
			x.cancel()
			return
		}
		x.timer = x.ua.Loop.After(ctx, time.Duration(ms*float64(time.Millisecond)), func(ctx context.Context) { x.resume(ctx, id) })
		x.drop(ctx)
	})
	return nil
}

// resume tells the server that the wait it announced is over, and takes the wire again until it
// has answered.
func (x *exchange) resume(ctx context.Context, id string) {
	x.ua.wire.enqueue(ctx, func(ctx context.Context) {
		if x.canceled || x.finished {
			x.ua.wire.leave(ctx)
			return
		}
		x.take()
		u := &url.URL{Scheme: x.request.URL.Scheme, Host: x.request.URL.Host, Path: resumePath + id}
		r := (&http.Request{Method: "POST", URL: u, Header: http.Header{}, Body: http.NoBody}).WithContext(x.request.Context())
		go func() {
			resp, err := x.ua.Network.RoundTrip(r)
			if err != nil {
				x.cancel() // nobody will answer any more
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
		}()
	})
}

// errBodyTooLarge ends a response that is larger than the engine will keep.
var errBodyTooLarge = errors.New("the response body is too large")

type limitedReader struct {
	r    io.Reader
	left int64
}

// Read reads up to the limit.
func (l *limitedReader) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, errBodyTooLarge
	}
	return n, err
}

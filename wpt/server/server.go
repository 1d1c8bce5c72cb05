package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/exeunt/exeunt/wpt"
)

// Options says what a server serves. Only Root is needed.
type Options struct {
	Root      fs.FS            // the suite
	Overlay   fs.FS            // our own /resources/* and /common/*, used for what Root lacks (nil for none)
	Dir       string           // where Root is on disk, for fs_path(); "" if it is not
	Ports     map[string][]int // scheme → ports; nil or 0 = choose: the usual numbers when free, else free four-digit ones
	Authority *Authority       // nil: a new one
	Log       func(Request)    // called once per request when it has been answered (or aborted), in order of arrival; never concurrently
	Seed      uint64           // of uuid() in substitutions
}

// A Server serves a suite until it is closed. Its methods may be called from any
// goroutine.
type Server struct {
	options   Options
	authority *Authority
	ports     map[string][]int
	canonical map[int]int // chosen port → usual port

	unusualOnce  sync.Once
	unusualPorts []string // see unusual
	hosts        map[string]map[string]string
	servers      []*http.Server
	serving      sync.WaitGroup
	stop         context.CancelFunc
	stash        *stash
	waits        *waits
	wire         *wire

	mu      sync.Mutex
	random  *rand.Rand
	missing map[string]bool
}

// Start opens the ports, on loopback only, and serves until the context ends or
// Close is called. A fixed port that is taken is an error which names it.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Root == nil {
		return nil, errors.New("start the test server: no suite to serve")
	}
	authority := o.Authority
	if authority == nil {
		var err error
		if authority, err = NewAuthority(); err != nil {
			return nil, fmt.Errorf("start the test server: %w", err)
		}
	}
	open, ports, canonical, err := listen(o.Ports)
	if err != nil {
		return nil, fmt.Errorf("start the test server: %w", err)
	}
	ctx, stop := context.WithCancel(ctx)
	s := &Server{
		options: o, authority: authority, ports: ports, canonical: canonical, hosts: hostTable(), stop: stop,
		stash: newStash(), waits: newWaits(), wire: newWire(o.Log),
		random: rand.New(rand.NewPCG(o.Seed, 0)), missing: map[string]bool{},
	}
	for _, l := range open {
		s.serve(ctx, l)
	}
	context.AfterFunc(ctx, func() { s.shut() })
	return s, nil
}

// serve answers on one port.
func (s *Server) serve(ctx context.Context, l listener) {
	protocols := new(http.Protocols)
	protocols.SetHTTP1(l.scheme != "h2")
	protocols.SetHTTP2(l.scheme == "h2")
	port := &port{server: s, ctx: ctx, scheme: l.scheme}
	hs := &http.Server{
		Handler: port, Protocols: protocols,
		ReadHeaderTimeout: time.Minute,
		MaxHeaderBytes:    maxHead,
		ErrorLog:          log.New(io.Discard, "", 0), // broken connections are in the wire log
	}
	s.servers = append(s.servers, hs)
	s.serving.Go(func() {
		// Serve always returns an error, and after Close no interesting one.
		switch l.scheme {
		case "https", "https-local", "https-public", "wss":
			_ = hs.Serve(headListener{l, s.authority.config("http/1.1")})
		case "h2":
			hs.TLSConfig = s.authority.config("h2")
			_ = hs.ServeTLS(l, "", "")
		default:
			_ = hs.Serve(headListener{Listener: l})
		}
	})
}

// shut ends all connections.
func (s *Server) shut() {
	for _, hs := range s.servers {
		_ = hs.Close()
	}
}

// Close ends all connections, waits until every request has ended and is logged,
// and frees the ports.
func (s *Server) Close() error {
	s.stop()
	s.shut()
	s.serving.Wait()
	s.wire.idle(forsaken, nil)
	s.wire.flush()
	return nil
}

// Flush passes every request answered so far to Options.Log, even those that wait
// for an earlier one without an answer yet. That one is logged out of order later.
// To be called when a test has ended.
func (s *Server) Flush() { s.wire.flush() }

// Idle waits until no request is being answered, for at most limit of real time,
// and flushes the log. It reports whether none was left. A request that a browser
// has given up is noticed a little later here, so a test's log is complete after this.
// One that has not ended by then has had its time: it is not waited for again.
func (s *Server) Idle(limit time.Duration) bool { return s.idle(sleeping, limit) }

// Answered is Idle, but for requests whose handlers wait for the virtual clock of their client.
func (s *Server) Answered(limit time.Duration) bool { return s.idle(answering, limit) }

func (s *Server) idle(upTo state, limit time.Duration) bool {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	idle := s.wire.idle(upTo, ctx.Done())
	if !idle {
		s.wire.forsake(upTo)
	}
	s.wire.flush()
	return idle
}

// Reset empties the stash and restarts uuid() from seed, so that a test finds the
// server as if it were the first.
func (s *Server) Reset(seed uint64) {
	s.stash.clear()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.random = rand.New(rand.NewPCG(seed, 0))
}

// Authority is the authority that vouches for this server.
func (s *Server) Authority() *Authority { return s.authority }

// Ports maps schemes to the ports that are in use, as {{ports}} has them.
func (s *Server) Ports() map[string][]int {
	ports := make(map[string][]int, len(s.ports))
	for scheme, list := range s.ports {
		ports[scheme] = slices.Clone(list)
	}
	return ports
}

// URL is where a test is to be loaded from.
func (s *Server) URL(t wpt.Test) string {
	scheme, host, ports := "http", mainHost, s.ports["http"]
	switch t.Scheme {
	case "https":
		scheme, ports = "https", s.ports["https"]
	case "h2":
		scheme, ports = "https", s.ports["h2"]
	}
	if t.Subdomain != "" {
		host = t.Subdomain + "." + host
	}
	return scheme + "://" + host + ":" + strconv.Itoa(ports[0]) + t.URL
}

// Missing lists, sorted, the dynamic handlers and wrappers that were asked for and
// have no Go form; they were answered with a 501.
func (s *Server) Missing() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var names []string
	for name := range s.missing {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func (s *Server) addMissing(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.missing[name] = true
}

// uuid makes a version 4 UUID from the seed.
func (s *Server) uuid() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	high := s.random.Uint64()&^0xf000 | 0x4000
	low := s.random.Uint64()&^(3<<62) | 2<<62
	return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", high>>32, high>>16&0xffff, high&0xffff, low>>48, low&(1<<48-1))
}

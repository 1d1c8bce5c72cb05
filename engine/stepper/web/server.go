package web

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime"
	"net"
	"net/http"
	"strconv"
	"sync"

	"github.com/exeunt/exeunt/engine/stepper"
)

// maxQuestion bounds what a page may ask, in bytes.
const maxQuestion = 1 << 20

// handler serves a session's page and answers what it asks. Every page has a place and breakpoints of its own, so that two of them do
// not disturb each other; the session is only read.
type handler struct {
	session *stepper.Session
	page    []byte
	asking  sync.Mutex // a run that is played again has the machine to itself
}

// Handler gives the page of a session at "/", and under "/hits", "/print" and "/eval" what the page asks of it. It answers only
// requests that were sent to a loopback address, and questions of its own page.
func Handler(s *stepper.Session) (http.Handler, error) {
	live := liveState
	if s.Live != nil {
		live = liveRun
	}
	var b bytes.Buffer
	if err := write(&b, s, live); err != nil {
		return nil, err
	}
	h := &handler{session: s, page: b.Bytes()}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", h.servePage)
	mux.HandleFunc("POST /hits", answer(h, h.hits))
	mux.HandleFunc("POST /print", answer(h, h.print))
	mux.HandleFunc("POST /eval", answer(h, h.eval))
	return own(mux), nil
}

// own refuses whoever reaches the server by another name than a loopback address, as a page does that had its name resolved to it.
func own(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "this server answers on a loopback address only", http.StatusForbidden)
			return
		}
		if origin := r.Header.Get("Origin"); origin != "" && origin != "http://"+r.Host {
			http.Error(w, "another page's questions are not answered", http.StatusForbidden)
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Content-Security-Policy", "frame-ancestors 'none'")
		w.Header().Set("Cross-Origin-Resource-Policy", "same-origin")
		next.ServeHTTP(w, r)
	})
}

func (h *handler) servePage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(len(h.page)))
	_, _ = w.Write(h.page) // a browser that went away misses nothing
}

// A question is what the page asks: a text, at an event; In is the realm of JavaScript.
type question struct {
	Event int    `json:"event"`
	Text  string `json:"text"`
	In    string `json:"in"`
}

// answer makes a handler of a function: its value, or its error, as JSON.
func answer[T any](h *handler, f func(*http.Request, question) (T, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var q question
		kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if kind != "application/json" {
			http.Error(w, "a question is JSON", http.StatusUnsupportedMediaType)
			return
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxQuestion)).Decode(&q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		h.asking.Lock()
		v, err := f(r, q)
		h.asking.Unlock()
		w.Header().Set("Content-Type", "application/json")
		out := map[string]any{"value": v}
		if err != nil {
			out = map[string]any{"error": err.Error()}
		}
		_ = json.NewEncoder(w).Encode(out)
	}
}

// at is a stepper of its own at the question's event.
func (h *handler) at(q question) (*stepper.Stepper, error) {
	if n := len(h.session.Recording().Events); q.Event < 0 || q.Event >= n {
		return nil, fmt.Errorf("there is no event %d; the last one is %d", q.Event, n-1)
	}
	s := stepper.New(h.session.Recording())
	s.Goto(q.Event)
	return s, nil
}

// A heldAt says where a breakpoint holds.
type heldAt struct {
	Hits []int  `json:"hits"` // stops
	Note string `json:"note"` // what a user should know of it
}

// hits gives all stops at which a breakpoint holds.
func (h *handler) hits(_ *http.Request, q question) (*heldAt, error) {
	s, err := h.at(question{})
	if err != nil {
		return nil, err
	}
	b, err := s.Break(q.Text)
	if err != nil {
		return nil, err
	}
	list := []int{}
	first := s.At()
	if s.Into() && s.ReverseContinue() != nil { // Continue looks behind its own place only
		list = append(list, first)
	}
	s.Goto(first)
	for s.Continue() != nil {
		list = append(list, s.At())
	}
	return &heldAt{list, b.Note}, nil
}

// print gives the value of an expression about the recorded state.
func (h *handler) print(_ *http.Request, q question) (string, error) {
	s, err := h.at(q)
	if err != nil {
		return "", err
	}
	return s.Eval(q.Text)
}

// eval evaluates JavaScript.
func (h *handler) eval(r *http.Request, q question) (string, error) {
	s, err := h.at(q)
	if err != nil {
		return "", err
	}
	session := *h.session
	session.Stepper = s
	return session.Evaluate(r.Context(), q.In, q.Text)
}

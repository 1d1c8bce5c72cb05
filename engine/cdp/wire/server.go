package wire

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"

	"github.com/coder/websocket"
)

// A Target is one line of /json/list.
type Target struct {
	ID, Type, Title, URL string
}

// A Browser answers for the endpoints. Its methods may be called on any goroutine.
type Browser interface {
	Product() (product, userAgent string)
	Targets() []Target
	NewTarget(ctx context.Context, url string) (Target, error)
	CloseTarget(ctx context.Context, id string) error
	ActivateTarget(ctx context.Context, id string) error
	// Protocol returns what /json/protocol shows.
	Protocol() any
	// Connect is called for a new connection to the target, or to the browser when target is "".
	Connect(c *Conn, target string) (Handler, error)
}

// A Server serves a Browser at one address.
type Server struct {
	browser Browser
	id      string // of the browser endpoint
	address string
	http    *http.Server
	ctx     context.Context
	cancel  context.CancelFunc
	conns   sync.WaitGroup
}

// ErrNoTarget says that there is no target of the id asked for.
var ErrNoTarget = errors.New("no such target id")

// NewServer makes a server for browser that will listen at address; id is the last part of the browser
// endpoint's path.
func NewServer(browser Browser, address, id string) *Server {
	s := &Server{browser: browser, id: id, address: address}
	s.ctx, s.cancel = context.WithCancel(context.Background())
	s.http = &http.Server{Handler: s.handler(), ReadHeaderTimeout: handshakeTimeout, MaxHeaderBytes: 64 << 10}
	return s
}

// URL is the address of the browser endpoint.
func (s *Server) URL() string { return "ws://" + s.address + "/devtools/browser/" + s.id }

// Serve answers connections to l until Close.
func (s *Server) Serve(l net.Listener) error {
	err := s.http.Serve(l)
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// Close ends all connections and waits for their handlers.
func (s *Server) Close() error {
	s.cancel()
	err := s.http.Close()
	s.conns.Wait()
	return err
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	endpoints := map[string]http.HandlerFunc{
		"version": s.version, "list": s.list, "protocol": func(w http.ResponseWriter, _ *http.Request) { reply(w, s.browser.Protocol()) },
	}
	for name, f := range endpoints {
		mux.HandleFunc("/json/"+name, f)
		mux.HandleFunc("/json/"+name+"/{$}", f) // Playwright asks with a slash at the end
	}
	mux.HandleFunc("/json", s.list)
	mux.HandleFunc("/json/{$}", s.list)
	mux.HandleFunc("/json/new", s.newTarget)
	mux.HandleFunc("/json/close/{id}", func(w http.ResponseWriter, r *http.Request) {
		s.act(w, r, s.browser.CloseTarget, "Target is closing")
	})
	mux.HandleFunc("/json/activate/{id}", func(w http.ResponseWriter, r *http.Request) {
		s.act(w, r, s.browser.ActivateTarget, "Target activated")
	})
	mux.HandleFunc("/devtools/browser", s.connectBrowser)
	mux.HandleFunc("/devtools/browser/{id}", s.connectBrowser)
	mux.HandleFunc("/devtools/page/{id}", func(w http.ResponseWriter, r *http.Request) { s.connect(w, r, r.PathValue("id")) })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.hostAllowed(r.Host) {
			http.Error(w, "Host header is specified and is not an IP address of this machine or localhost.", http.StatusForbidden)
			return
		}
		if f := r.Header.Get("Sec-Fetch-Site"); f != "" && f != "none" && f != "same-origin" {
			http.Error(w, "Rejected a request that a web page made.", http.StatusForbidden)
			return
		}
		if o := r.Header.Get("Origin"); !originAllowed(o, r.Host) {
			http.Error(w, "Rejected an incoming connection from the "+o+" origin.", http.StatusForbidden)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

// hostAllowed says whether a request for host may be answered: a web page whose name was pointed at this
// address (DNS rebinding) must not reach the browser.
func (s *Server) hostAllowed(host string) bool {
	if host == s.address {
		return true
	}
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	if strings.EqualFold(name, "localhost") {
		return true
	}
	ip, err := netip.ParseAddr(strings.Trim(name, "[]"))
	return err == nil && ip.Unmap().IsLoopback()
}

// originAllowed says whether a script of the origin may connect: none may but the developer tools' own.
func originAllowed(origin, host string) bool {
	if origin == "" || origin == "devtools://devtools" {
		return true
	}
	u, err := url.Parse(origin)
	return err == nil && u.Scheme == "http" && u.Host == host
}

func reply(w http.ResponseWriter, v any) {
	data, err := encode(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=UTF-8")
	w.Header().Set("Cache-Control", "no-cache")
	_, _ = w.Write(append(data, '\n'))
}

func (s *Server) version(w http.ResponseWriter, r *http.Request) {
	product, agent := s.browser.Product()
	reply(w, map[string]string{
		"Browser": product, "Protocol-Version": "1.3", "User-Agent": agent, "V8-Version": "", "WebKit-Version": "",
		"webSocketDebuggerUrl": "ws://" + r.Host + "/devtools/browser/" + s.id,
	})
}

func describe(t Target, host string) map[string]string {
	return map[string]string{
		"description": "", "id": t.ID, "type": t.Type, "title": t.Title, "url": t.URL,
		"devtoolsFrontendUrl":  "devtools://devtools/bundled/inspector.html?ws=" + host + "/devtools/page/" + t.ID,
		"webSocketDebuggerUrl": "ws://" + host + "/devtools/page/" + t.ID,
	}
}

func (s *Server) list(w http.ResponseWriter, r *http.Request) {
	all := []map[string]string{}
	for _, t := range s.browser.Targets() {
		all = append(all, describe(t, r.Host))
	}
	reply(w, all)
}

func (s *Server) newTarget(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPut { // a page can make a GET request, but no PUT request, without being asked
		http.Error(w, "Using unsafe HTTP verb "+r.Method+" to invoke /json/new. This action supports only PUT verb.", http.StatusMethodNotAllowed)
		return
	}
	u, err := url.QueryUnescape(r.URL.RawQuery)
	if err != nil || u == "" {
		u = "about:blank"
	}
	t, err := s.browser.NewTarget(r.Context(), u)
	if err != nil {
		http.Error(w, "Could not create new page: "+err.Error(), http.StatusInternalServerError)
		return
	}
	reply(w, describe(t, r.Host))
}

func (s *Server) act(w http.ResponseWriter, r *http.Request, do func(context.Context, string) error, done string) {
	id := r.PathValue("id")
	err := do(r.Context(), id)
	switch {
	case errors.Is(err, ErrNoTarget):
		http.Error(w, "No such target id: "+id, http.StatusNotFound)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		_, _ = w.Write([]byte(done))
	}
}

func (s *Server) connectBrowser(w http.ResponseWriter, r *http.Request) {
	if id := r.PathValue("id"); id != "" && id != s.id {
		http.Error(w, "No such browser id: "+id, http.StatusNotFound)
		return
	}
	s.connect(w, r, "")
}

func (s *Server) connect(w http.ResponseWriter, r *http.Request, target string) {
	if target != "" && !s.has(target) {
		http.Error(w, "No such target id: "+target, http.StatusNotFound)
		return
	}
	// The origin was checked above, more strictly than the library would.
	socket, err := websocket.Accept(w, r, &websocket.AcceptOptions{InsecureSkipVerify: true})
	if err != nil {
		return // Accept has answered
	}
	s.conns.Add(1)
	defer s.conns.Done()
	ctx, cancel := context.WithCancel(s.ctx)
	defer cancel()
	c := newConn(socket, cancel)
	h, err := s.browser.Connect(c, target)
	if err != nil {
		_ = socket.Close(websocket.StatusGoingAway, "no such target")
		return
	}
	c.serve(ctx, h)
}

func (s *Server) has(id string) bool {
	for _, t := range s.browser.Targets() {
		if t.ID == id {
			return true
		}
	}
	return false
}

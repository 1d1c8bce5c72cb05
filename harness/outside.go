package harness

import (
	"bytes"
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/exeunt/exeunt/wpt"
	"github.com/exeunt/exeunt/wpt/server"
)

// A testServer answers the tests of a slot.
type testServer interface {
	URL(t wpt.Test) string
	Ports() map[string][]int
	Canonical(text string) string
	// Reset makes it as if no test had run before.
	Reset(seed uint64)
	Idle(limit time.Duration) bool
	Answered(limit time.Duration) bool
	Flush()
	Close() error
}

var _ testServer = (*server.Server)(nil)

// UsualPorts are where upstream's wptserve listens unless it is told otherwise.
func UsualPorts() map[string]int { return map[string]int{"http": 8000, "https": 8443, "h2": 9000} }

// An Outside server is one that somebody else runs on this machine, as upstream's wptserve: nobody
// tells what it was asked, and its clock is its own.
type Outside struct {
	ports map[string]int // by scheme; "" schemes are not there
	certs []*x509.Certificate
}

// outsideLimit is how long a server that runs may take to answer.
const outsideLimit = 10 * time.Second

// FindOutside looks for the server at the ports of loopback, and makes sure that it serves the suite
// at root. A scheme that does not answer is left out, except http.
func FindOutside(ctx context.Context, ports map[string]int, root fs.FS) (*Outside, error) {
	o := &Outside{ports: map[string]int{}}
	want, err := fs.ReadFile(root, "resources/testharness.js")
	if err != nil {
		return nil, err
	}
	dialer := &net.Dialer{Timeout: outsideLimit}
	client := &http.Client{Timeout: outsideLimit, Transport: &http.Transport{
		DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return dialer.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", strconv.Itoa(ports["http"])))
		},
	}}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, fmt.Sprintf("http://web-platform.test:%d/resources/testharness.js", ports["http"]), nil)
	if err != nil {
		return nil, err
	}
	response, err := client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("no server answers on 127.0.0.1:%d: %w", ports["http"], err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(io.LimitReader(response.Body, int64(len(want))+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("the server on 127.0.0.1:%d: %w", ports["http"], err)
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("the server on 127.0.0.1:%d answers %s for /resources/testharness.js", ports["http"], response.Status)
	case !bytes.Equal(got, want):
		return nil, fmt.Errorf("the server on 127.0.0.1:%d serves another checkout: its /resources/testharness.js differs", ports["http"])
	}
	o.ports["http"] = ports["http"]
	for _, scheme := range []string{"https", "h2"} {
		if ports[scheme] == 0 {
			continue
		}
		// What it presents is what is trusted: it is on this machine, where the user started it.
		secure := tls.Dialer{NetDialer: dialer, Config: &tls.Config{ServerName: "web-platform.test", InsecureSkipVerify: true}}
		conn, err := secure.DialContext(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(ports[scheme])))
		if err != nil {
			continue
		}
		o.certs = append(o.certs, conn.(*tls.Conn).ConnectionState().PeerCertificates...)
		o.ports[scheme] = ports[scheme]
		conn.Close()
	}
	return o, nil
}

// trust gives the certificates in PEM form, and the hashes of their keys as Chrome wants them.
func (o *Outside) trust() (ca []byte, spki string) {
	var hashes []string
	for _, c := range o.certs {
		ca = append(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
		sum := sha256.Sum256(c.RawSubjectPublicKeyInfo)
		hashes = append(hashes, base64.StdEncoding.EncodeToString(sum[:]))
	}
	return ca, strings.Join(hashes, ",")
}

// Serves reports whether the server has what a test needs.
func (o *Outside) Serves(t wpt.Test) bool { return o.port(t) != 0 }

func (o *Outside) port(t wpt.Test) int {
	if t.Scheme == "" {
		return o.ports["http"]
	}
	return o.ports[t.Scheme]
}

// URL is where a test is to be loaded from.
func (o *Outside) URL(t wpt.Test) string {
	scheme, host := "http", "web-platform.test"
	if t.Scheme == "https" || t.Scheme == "h2" {
		scheme = "https"
	}
	if t.Subdomain != "" {
		host = t.Subdomain + "." + host
	}
	return fmt.Sprintf("%s://%s:%d%s", scheme, host, o.port(t), t.URL)
}

// Ports maps schemes to ports.
func (o *Outside) Ports() map[string][]int {
	all := map[string][]int{}
	for scheme, port := range o.ports {
		all[scheme] = []int{port}
	}
	return all
}

// Canonical puts the usual ports in the place of others.
func (o *Outside) Canonical(text string) string {
	for scheme, port := range o.ports {
		if usual := UsualPorts()[scheme]; usual != port {
			text = strings.ReplaceAll(text, fmt.Sprintf(":%d", port), fmt.Sprintf(":%d", usual))
		}
	}
	return text
}

// Reset does nothing: the server's stash and clock are its own.
func (o *Outside) Reset(uint64) {}

// Idle does nothing: nobody knows.
func (o *Outside) Idle(time.Duration) bool { return true }

// Answered does nothing: nobody knows.
func (o *Outside) Answered(time.Duration) bool { return true }

// Flush does nothing: there is no log.
func (o *Outside) Flush() {}

// Close does nothing: who started the server ends it.
func (o *Outside) Close() error { return nil }

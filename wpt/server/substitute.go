package server

import (
	"crypto/md5"  //nolint:gosec // tests ask for it
	"crypto/sha1" //nolint:gosec // tests ask for it
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"fmt"
	"hash"
	"path"
	"regexp"
	"strconv"
	"strings"
)

var (
	template = regexp.MustCompile(`\{\{([^}]*)\}\}`)
	// A token: an assignment, a name, an index or arguments.
	templateToken = regexp.MustCompile(`^(?:(\$\w+):|(\$?\w+)|\[([^\]]*)\]|\(([^)]*)\))`)
	separator     = regexp.MustCompile(`,\s*`)
	escaper       = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;", "'", "&#x27;")
)

// substitute replaces the {{…}} of a text. It panics, which answers 500, where
// one cannot be worked out.
// https://web-platform-tests.org/writing-tests/server-pipes.html#sub
func (c *call) substitute(text []byte, escape bool) []byte {
	variables := map[string]any{}
	return template.ReplaceAllFunc(text, func(match []byte) []byte {
		value, err := c.expression(string(match[2:len(match)-2]), variables)
		if err != nil {
			panic(fmt.Errorf("substitute %s: %w", match, err))
		}
		if escape {
			value = escaper.Replace(value)
		}
		return []byte(value)
	})
}

// A function is a value that wants arguments.
type function func(arguments []string) (string, error)

// expression works out what is between the braces.
func (c *call) expression(text string, variables map[string]any) (string, error) {
	rest := text
	assign := ""
	var value any
	for first := true; ; first = false {
		m := templateToken.FindStringSubmatchIndex(rest)
		if m == nil {
			break // what follows is no token and does not count
		}
		group := func(n int) (string, bool) {
			if m[2*n] < 0 {
				return "", false
			}
			return rest[m[2*n]:m[2*n+1]], true
		}
		var err error
		if name, ok := group(1); ok && first && assign == "" {
			assign = name
			rest = rest[m[1]:]
			first = true
			m = templateToken.FindStringSubmatchIndex(rest)
			if m == nil {
				return "", fmt.Errorf("nothing is assigned to %s", name)
			}
		}
		if name, ok := group(2); ok && first {
			value, err = c.named(name, variables)
		} else if name, ok := group(3); ok && !first {
			value, err = index(value, name)
		} else if list, ok := group(4); ok && !first {
			value, err = apply(value, list)
		} else {
			err = fmt.Errorf("%q is not expected there", rest[m[0]:m[1]])
		}
		if err != nil {
			return "", err
		}
		rest = rest[m[1]:]
	}
	var out string
	switch v := value.(type) {
	case string:
		out = v
	case int:
		out = strconv.Itoa(v)
	default:
		return "", fmt.Errorf("%q is no text", text)
	}
	if assign != "" {
		variables[assign] = out
	}
	return out, nil
}

// named is the value of a name.
func (c *call) named(name string, variables map[string]any) (any, error) {
	if value, ok := variables[name]; ok {
		return value, nil
	}
	s := c.server
	switch name {
	case "host", "browser_host", "server_host":
		return mainHost, nil
	case "domains":
		return s.hosts[""], nil
	case "not_domains":
		return domains(mainHost, true), nil
	case "hosts", "all_domains":
		return s.hosts, nil
	case "ports":
		return s.ports, nil
	case "url_base":
		return "/", nil
	case "location":
		return c.location(), nil
	case "headers":
		return func(name string) (any, error) {
			if !c.has(name) {
				return nil, fmt.Errorf("the request has no header %q", name)
			}
			return c.headerValue(name), nil
		}, nil
	case "GET":
		return func(name string) (any, error) { return c.get.or(name, ""), nil }, nil
	case "uuid":
		return function(func([]string) (string, error) { return s.uuid(), nil }), nil
	case "header_or_default":
		return function(func(a []string) (string, error) {
			if len(a) != 2 {
				return "", fmt.Errorf("header_or_default wants two arguments")
			}
			return c.headerOr(a[0], a[1]), nil
		}), nil
	case "file_hash":
		return function(s.fileHash), nil
	case "fs_path":
		return function(c.diskPath), nil
	}
	return nil, fmt.Errorf("nothing is called %q", name)
}

// location has the parts of the request's URL.
func (c *call) location() map[string]string {
	hostname, port, _ := strings.Cut(c.host, ":")
	return map[string]string{
		"server": c.scheme + "://" + c.host, "scheme": c.scheme, "host": c.host, "hostname": hostname, "port": port,
		"path": c.path, "pathname": c.path, "query": "?" + c.query,
	}
}

// index is value[key].
func index(value any, key string) (any, error) {
	switch v := value.(type) {
	case map[string]string:
		if entry, ok := v[key]; ok {
			return entry, nil
		}
	case map[string]map[string]string:
		if entry, ok := v[key]; ok {
			return entry, nil
		}
	case map[string][]int:
		if entry, ok := v[key]; ok {
			return entry, nil
		}
	case []int:
		if n, err := strconv.Atoi(strings.TrimSpace(key)); err == nil && n >= 0 && n < len(v) {
			return v[n], nil
		}
	case func(string) (any, error):
		return v(key)
	}
	return nil, fmt.Errorf("there is no [%s]", key)
}

// apply is value(list).
func apply(value any, list string) (any, error) {
	f, ok := value.(function)
	if !ok {
		return nil, fmt.Errorf("(%s) is given to what takes no arguments", list)
	}
	var arguments []string
	if list != "" {
		arguments = separator.Split(list, -1)
	}
	return f(arguments)
}

var hashes = map[string]func() hash.Hash{
	"md5": md5.New, "sha1": sha1.New, "sha224": sha256.New224, "sha256": sha256.New, "sha384": sha512.New384, "sha512": sha512.New,
}

// fileHash implements file_hash(algorithm, path): base64.
func (s *Server) fileHash(a []string) (string, error) {
	if len(a) != 2 || hashes[a[0]] == nil {
		return "", fmt.Errorf("file_hash wants an algorithm and a path")
	}
	content, err := s.readFile(path.Clean(strings.TrimPrefix(a[1], "/")))
	if err != nil {
		return "", err
	}
	h := hashes[a[0]]()
	h.Write(content)
	return base64.StdEncoding.EncodeToString(h.Sum(nil)), nil
}

// diskPath implements fs_path(path): where a file is on disk.
func (c *call) diskPath(a []string) (string, error) {
	if len(a) != 1 {
		return "", fmt.Errorf("fs_path wants a path")
	}
	name := a[0]
	if !strings.HasPrefix(name, "/") {
		name = c.folder() + name
	}
	if strings.Contains(name, "..") {
		return "", fmt.Errorf("%s may be outside of the suite", a[0])
	}
	if c.server.options.Dir == "" {
		return "", fmt.Errorf("this suite is not on disk")
	}
	return path.Join(c.server.options.Dir, name), nil
}

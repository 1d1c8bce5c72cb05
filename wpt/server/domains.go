package server

import (
	"maps"
	"slices"
	"strings"
)

// The host names that tests rely on. labels maps a subdomain as tests write it to
// its ASCII form.
const (
	mainHost = "web-platform.test"
	altHost  = "not-web-platform.test"
)

var labels = map[string]string{
	"www": "www", "www1": "www1", "www2": "www2",
	"天気の良い日": "xn--n8j6ds53lwwkrqhv28a",
	"élève":  "xn--lve-6lad",
}

// domains maps the subdomains of host, as tests write them, to full ASCII names;
// "" is the host itself. Names that resolution must fail for are told apart by
// missing.
func domains(host string, missing bool) map[string]string {
	known := labels
	all := map[string]string{"": host}
	if missing {
		known, all = map[string]string{"nonexistent": "nonexistent"}, map[string]string{}
	}
	for label, ascii := range known {
		all[label] = ascii + "." + host
		for below, belowASCII := range known {
			all[label+"."+below] = ascii + "." + belowASCII + "." + host
		}
	}
	return all
}

// hostNames lists every name that the certificate must cover.
func hostNames() []string {
	var names []string
	for _, host := range []string{mainHost, altHost} {
		names = slices.AppendSeq(names, maps.Values(domains(host, false)))
	}
	slices.Sort(names)
	return names
}

// hostTable is the value of "hosts" in substitutions, by alias and subdomain.
func hostTable() map[string]map[string]string {
	table := map[string]map[string]string{}
	for alias, host := range map[string]string{"": mainHost, "alt": altHost} {
		table[alias] = domains(host, false)
		maps.Copy(table[alias], domains(host, true))
	}
	return table
}

// isSuiteHost reports whether a Host belongs to this server, so that text about
// other servers keeps its ports.
func isSuiteHost(host string) bool {
	return host == "127.0.0.1" || host == "localhost" ||
		host == mainHost || host == altHost ||
		strings.HasSuffix(host, "."+mainHost) || strings.HasSuffix(host, "."+altHost)
}

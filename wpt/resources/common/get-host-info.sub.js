// get_host_info names the origins that the test server answers for.
function get_host_info() {
  const HTTP_PORT = "{{ports[http][0]}}", HTTP_PORT2 = "{{ports[http][1]}}";
  const HTTPS_PORT = "{{ports[https][0]}}", HTTPS_PORT2 = "{{ports[https][1]}}";
  const isSecure = self.location.protocol === "https:";
  const PORT = isSecure ? HTTPS_PORT : HTTP_PORT, PORT2 = isSecure ? HTTPS_PORT2 : HTTP_PORT2;
  const PROTOCOL = self.location.protocol;
  const ORIGINAL_HOST = "{{host}}";
  const isLocal = ORIGINAL_HOST === "localhost";
  const REMOTE_HOST = isLocal ? "127.0.0.1" : "www1." + ORIGINAL_HOST;
  const OTHER_HOST = "{{domains[www2]}}";
  const NOTSAMESITE_HOST = isLocal ? "127.0.0.1" : "{{hosts[alt][]}}";
  const OTHER_NOTSAMESITE_HOST = isLocal ? NOTSAMESITE_HOST : "{{hosts[alt][www2]}}";
  // A port that the scheme implies is left out, as in a serialized origin.
  const at = (scheme, host, port) => {
    const implied = (scheme === "http" && port === "80") || (scheme === "https" && port === "443");
    return scheme + "://" + host + (implied ? "" : ":" + port);
  };
  const own = PROTOCOL.slice(0, -1);
  return {
    HTTP_PORT, HTTP_PORT2, HTTPS_PORT, HTTPS_PORT2, PORT, PORT2, ORIGINAL_HOST, REMOTE_HOST, OTHER_HOST, NOTSAMESITE_HOST, OTHER_NOTSAMESITE_HOST,
    ORIGIN: at(own, ORIGINAL_HOST, PORT),
    HTTP_ORIGIN: at("http", ORIGINAL_HOST, HTTP_PORT),
    HTTPS_ORIGIN: at("https", ORIGINAL_HOST, HTTPS_PORT),
    HTTPS_ORIGIN_WITH_CREDS: at("https", "foo:bar@" + ORIGINAL_HOST, HTTPS_PORT),
    HTTP_ORIGIN_WITH_DIFFERENT_PORT: at("http", ORIGINAL_HOST, HTTP_PORT2),
    HTTPS_ORIGIN_WITH_DIFFERENT_PORT: at("https", ORIGINAL_HOST, HTTPS_PORT2),
    REMOTE_ORIGIN: at(own, REMOTE_HOST, PORT),
    HTTP_REMOTE_ORIGIN: at("http", REMOTE_HOST, HTTP_PORT),
    HTTP_NOTSAMESITE_ORIGIN: at("http", NOTSAMESITE_HOST, HTTP_PORT),
    HTTP_REMOTE_ORIGIN_WITH_DIFFERENT_PORT: at("http", REMOTE_HOST, HTTP_PORT2),
    OTHER_ORIGIN: at("https", OTHER_HOST, HTTPS_PORT),
    HTTPS_OTHER_ORIGIN: at("https", OTHER_HOST, HTTPS_PORT),
    HTTPS_REMOTE_ORIGIN: at("https", REMOTE_HOST, HTTPS_PORT),
    HTTPS_REMOTE_ORIGIN_WITH_CREDS: at("https", "foo:bar@" + REMOTE_HOST, HTTPS_PORT),
    HTTPS_NOTSAMESITE_ORIGIN: at("https", NOTSAMESITE_HOST, HTTPS_PORT),
    HTTPS_REMOTE_ORIGIN_WITH_DIFFERENT_PORT: at("https", REMOTE_HOST, HTTPS_PORT2),
    HTTP_OTHER_NOTSAMESITE_ORIGIN: at("http", OTHER_NOTSAMESITE_HOST, HTTP_PORT),
    HTTPS_OTHER_NOTSAMESITE_ORIGIN: at("https", OTHER_NOTSAMESITE_HOST, HTTPS_PORT),
    UNAUTHENTICATED_ORIGIN: at("http", OTHER_HOST, HTTP_PORT),
    AUTHENTICATED_ORIGIN: at("https", OTHER_HOST, HTTPS_PORT),
  };
}

// get_port reads the port of a location, also where the scheme implies it.
function get_port(loc) {
  return loc.port || (loc.protocol === "https:" ? "443" : "80");
}

test(() => assert_throws_js(TypeError, () => fetchLater("http://example.com/")), "an insecure URL is a TypeError");

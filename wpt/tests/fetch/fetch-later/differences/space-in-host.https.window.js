test(() => assert_throws_js(TypeError, () => fetchLater("https://a b/")), "a space in a host is a TypeError");

"""The site as a whole: settings, addresses, the home page, errors, sign-in, and what every request passes through.

Begin with `settings` and `urls`. `views` and `home` make the pages that belong to no other package, `errors` those for
when something goes wrong; `middleware`, `context` and `jinja` are used by every page; `admin_site` and `sign_in` set up
the admin. `page_cache` answers without building a page again, `patterns` shows all parts of the pages with sample
content, and `devtools` are tools for developers.
"""

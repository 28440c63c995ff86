{{%AUTOESCAPE context="HTML"}}
{{!The frame of every page. CONTENT is one of the other templates.}}
{{!A file of the same name in the FAQ home's templates/ replaces this one.}}
<!DOCTYPE html>
<html lang="{{LANGUAGE}}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{#HAS_PAGE_TITLE}}{{PAGE_TITLE}} – {{/HAS_PAGE_TITLE}}{{#NOT_FOUND}}Page not found – {{/NOT_FOUND}}{{#NOT_ALLOWED}}Not allowed – {{/NOT_ALLOWED}}{{#FAILED}}Error – {{/FAILED}}{{FAQ_TITLE}}</title>
{{#HAS_DESCRIPTION}}
<meta name="description" content="{{DESCRIPTION}}">
{{/HAS_DESCRIPTION}}
{{#NOINDEX}}
<meta name="robots" content="noindex,follow">
{{/NOINDEX}}
{{#HAS_CANONICAL}}
<link rel="canonical" href="{{CANONICAL}}">
{{/HAS_CANONICAL}}
<style>
{{>STYLE}}
</style>
</head>
<body>
<a class="skip" href="#content">Skip to content</a>
{{#HAS_TOP}}
<header class="top">
<div class="bar">
{{#HAS_SITE}}
<p class="site"><a href="{{SITE_URL}}">{{SITE_NAME}}</a></p>
{{/HAS_SITE}}
{{#HAS_BRAND}}
<p class="brand"><a href="{{INDEX_URL}}">{{FAQ_TITLE}}</a></p>
{{/HAS_BRAND}}
</div>
</header>
{{/HAS_TOP}}
<main id="content">
{{>CONTENT}}
</main>
<footer class="bottom">
<div class="bar">
{{#HAS_CONTACT}}
{{!none: the URL check would refuse mailto, which faq.conf's own check lets through.}}
<p>Did not find your answer? <a href="{{CONTACT_URL:h:none}}">Ask us</a>.</p>
{{/HAS_CONTACT}}
{{#HAS_BRAND}}
<p><a href="{{INDEX_URL}}">All questions</a></p>
{{/HAS_BRAND}}
</div>
</footer>
</body>
</html>

{{%AUTOESCAPE context="HTML"}}
{{!The frame of every page. CONTENT is one of the other templates.}}
{{!A file of the same name in the FAQ home's templates/ replaces this one.}}
<!DOCTYPE html>
<html lang="{{LANGUAGE}}"{{#RTL}} dir="rtl"{{/RTL}}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{#HAS_PAGE_TITLE}}{{PAGE_TITLE}} – {{/HAS_PAGE_TITLE}}{{#ALL_ANSWERS}}{{T_ALL_ANSWERS}} – {{/ALL_ANSWERS}}{{#NOT_FOUND}}{{T_NOT_FOUND}} – {{/NOT_FOUND}}{{#NOT_ALLOWED}}{{T_NOT_ALLOWED}} – {{/NOT_ALLOWED}}{{#FAILED}}{{T_FAILED}} – {{/FAILED}}{{FAQ_TITLE}}</title>
{{>HEAD}}
<style>
{{>STYLE}}
</style>
{{!Optional: every page works without it.}}
<script src="{{INDEX_URL}}search.js" defer></script>
</head>
<body>
<a class="skip" href="#Content">{{T_SKIP}}</a>
{{#HAS_TOP}}
<header class="top">
<div class="bar">
{{#HAS_BRAND}}
<p><a href="{{INDEX_URL}}">{{FAQ_TITLE}}</a></p>
{{/HAS_BRAND}}
{{#HAS_SITE}}
<p class="site"><a href="{{SITE_URL}}">{{SITE_NAME}}</a></p>
{{/HAS_SITE}}
</div>
</header>
{{/HAS_TOP}}
<main id="Content" tabindex="-1">
{{>CONTENT}}
</main>
<footer class="bottom">
<div class="bar">
{{#HAS_CONTACT}}
{{!none: the URL check would refuse mailto, which faq.conf's own check lets through.}}
<p>{{T_NOT_ANSWERED}} <a href="{{CONTACT_URL:h:none}}">{{T_ASK}}</a></p>
{{/HAS_CONTACT}}
{{#HAS_FOOTER}}
<p>{{FOOTER}}</p>
{{/HAS_FOOTER}}
{{#HAS_BRAND}}
<p><a href="{{INDEX_URL}}">{{T_ALL_QUESTIONS}}</a></p>
{{/HAS_BRAND}}
</div>
</footer>
</body>
</html>

// Writes the page links of a list, as the publishing systems of many government sites do:
// the links exist only after this ran, a harvester has to read the call itself.
function createPageHTML(count, current, name, ext) {
  function file(page) { return name + (page ? "_" + page : "") + "." + ext; }
  var html = "";
  if (current > 0) html += '<a href="' + file(current - 1) + '">上一页</a>';
  for (var page = 0; page < count; page++) {
    html += page === current ? "<b>" + (page + 1) + "</b>" : '<a href="' + file(page) + '">' + (page + 1) + "</a>";
  }
  if (current + 1 < count) html += '<a class="next" href="' + file(current + 1) + '">下一页</a>';
  document.write(html);
}

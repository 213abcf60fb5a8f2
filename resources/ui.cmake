# What only the window needs from resources: icons and translations, compiled into the ui library.
file(GLOB_RECURSE ui_icons CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/resources/icons/*.svg)
qt_add_resources(ui ui_icons PREFIX "/" BASE ${CMAKE_SOURCE_DIR}/resources FILES ${ui_icons})
qt_add_translations(ui TS_FILES ${CMAKE_SOURCE_DIR}/resources/translations/sillage_fr.ts ${CMAKE_SOURCE_DIR}/resources/translations/sillage_en.ts
  RESOURCE_PREFIX "/i18n" LUPDATE_OPTIONS -no-obsolete -locations none)

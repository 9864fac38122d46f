# `cpack -G RPM` in a build folder of the preset release: one package a component of install.cmake.
# rpmbuild finds by itself which libraries each needs.
set(CPACK_PACKAGE_NAME ekuprobe)
set(CPACK_PACKAGE_VENDOR "the ekuprobe authors")
set(CPACK_PACKAGE_FILE_NAME ekuprobe-${PROJECT_VERSION})
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL programs certcheck ekuprobe development)
set(CPACK_RPM_COMPONENT_INSTALL ON)
set(CPACK_RPM_MAIN_COMPONENT programs)
set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_LICENSE MIT)
set(CPACK_RPM_PACKAGE_AUTOREQPROV ON)
set(CPACK_RPM_SPEC_MORE_DEFINE "%define _build_id_links none
%define source_date_epoch_from_changelog 0
%define clamp_mtime_to_source_date_epoch 1
%define use_source_date_epoch_as_buildtime 1
%define _buildhost reproducible")

function(ekuprobe_rpm component name group summary)
  string(TOUPPER ${component} c)
  foreach(pair "PACKAGE_NAME;${name}" "PACKAGE_GROUP;${group}" "PACKAGE_SUMMARY;${summary}" "PACKAGE_DESCRIPTION;${summary}.")
    list(GET pair 0 key)
    list(GET pair 1 value)
    set(CPACK_RPM_${c}_${key} "${value}" PARENT_SCOPE)
  endforeach()
endfunction()
ekuprobe_rpm(programs ekuprobe Applications/System "Predicts which TLS connections the May 2017 EKU check of .NET breaks")
ekuprobe_rpm(certcheck libcertcheck${EKUPROBE_SONAME} System/Libraries "Judge of the certificates that the EKU check of .NET accepts")
ekuprobe_rpm(ekuprobe libekuprobe${EKUPROBE_SONAME} System/Libraries
             "Probe of TLS peers in either role, and reports on their certificates")
ekuprobe_rpm(development ekuprobe-devel Development/Libraries "Headers of libcertcheck and libekuprobe")
foreach(component CERTCHECK EKUPROBE)
  set(CPACK_RPM_${component}_POST_INSTALL_SCRIPT_FILE ${PROJECT_SOURCE_DIR}/cmake/ldconfig.sh)
  set(CPACK_RPM_${component}_POST_UNINSTALL_SCRIPT_FILE ${PROJECT_SOURCE_DIR}/cmake/ldconfig.sh)
endforeach()
set(CPACK_RPM_DEVELOPMENT_PACKAGE_REQUIRES
    "libcertcheck${EKUPROBE_SONAME} = ${PROJECT_VERSION}, libekuprobe${EKUPROBE_SONAME} = ${PROJECT_VERSION}")
# What is loaded when it is needed, rpmbuild cannot find.
get_property(late GLOBAL PROPERTY EKUPROBE_LATE)
if(CMAKE_SIZEOF_VOID_P EQUAL 8)
  list(TRANSFORM late APPEND "()(64bit)")
endif()
list(JOIN late ", " late)
set(CPACK_RPM_PROGRAMS_PACKAGE_REQUIRES ${late})
set(CPACK_RPM_EKUPROBE_PACKAGE_REQUIRES ${late})
# Folders that other packages have.
foreach(folder bash-completion bash-completion/completions fish fish/vendor_completions.d locale locale/ja
        locale/ja/LC_MESSAGES man man/ja man/ja/man1 man/man1 zsh zsh/site-functions)
  list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /usr/share/${folder})
endforeach()
foreach(folder cmake pkgconfig)
  list(APPEND CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION ${CMAKE_INSTALL_FULL_LIBDIR}/${folder})
endforeach()
include(CPack)
